export default {
	start: {
		title: '我的检查',
		list: '等待您完成的检查',
		store: '门店',
		checklist: '检查表',
		due: '期限',
		empty: '目前没有需要您完成的检查。',
	},
};
