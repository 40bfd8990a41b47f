export default {
	start: {
		title: '各区域得分',
		note: '{day} 以来已发布的检查',
		region: '区域',
		visits: '检查次数',
		mean: '平均得分',
		pass_rate: '合格率',
		total: '合计',
		empty: '这段时间没有已发布的检查。',
	},
};
