export default {
	start: {
		title: '整改',
		list: '整改单，按期限排序',
		action: '整改内容',
		store: '门店',
		responsible: '负责人',
		severity: '严重程度',
		state: '状态',
		due: '期限',
		mine: '只看我的',
		unfinished: '所有未完成',
		empty: '目前没有整改单。',
	},
};
