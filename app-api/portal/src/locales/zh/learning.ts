export const policy = {
	title: '规则',
	note: '集团自行决定的规则，对今后开立和计划的事项生效。',
	due: '提交整改的期限',
	due_help: '从发现时起的小时数。',
	due_critical_hours: '致命（小时）',
	due_major_hours: '严重（小时）',
	due_minor_hours: '轻微（小时）',
	work: '整改方式',
	corrective_from: '从何种程度起查明原因',
	corrective_from_help: '达到此严重程度或重复发生时，须查明原因。',
	hand_in_photos: '提交整改的照片数',
	hand_in_photos_help: '提交整改时需要的新照片数；0 表示不需要。',
	recurrence_days: '再次发生的期限（天）',
	recurrence_days_help: '关闭后在此期限内再次不合格算作再次发生；0 表示不算。',
	appeal: '申诉',
	appeal_days: '申诉期限（天）',
	appeal_days_help: '结果发布后，门店在此期限内可以对问题项提出申诉；0 表示不接受申诉。',
	appeal_decide_days: '裁定期限（天）',
	appeal_decide_days_help: '逾期未裁定的申诉会通知总部。',
	effect: '整改是否有效',
	has_effectiveness: '验证后的整改须由之后的检查证实有效',
	has_effectiveness_help: '不选时，验证通过即关闭。',
	effect_passes: '连续合格次数',
	effect_passes_help: '达到此次数即证实有效。',
	effect_days: '期限（天）',
	effect_days_help: '到期后会安排一次复查。',
};

export const extensions = {
	title: '审批',
	note: '申请延期的事项。不能审批自己的申请。',
	caption: '延期申请，最新的在前',
	to_decide: '待您审批',
	none_to_decide: '没有待您审批的申请。',
	empty: '没有延期申请。',
	before: '原期限',
	put_off: '此前已延期 {n} 次',
	of: '{step}：{what}',
};

export const proposals = {
	title: '改进建议',
	note: '已验证的整改带来的经验，由总部决定是否采纳。',
	caption: '改进建议，最新的在前',
	empty: '这里没有建议。',
	what: '应当怎样改变',
	evidence: '依据',
	found: '发现 {n} 次',
	rounds: '共 {n} 轮',
	came_back: '再次发生 {n} 次',
	accept: '采纳',
	decline: '不采纳',
	states: { proposed: '待决定', accepted: '已采纳', declined: '未采纳' },
};

export const elsewhere = {
	visits: '由此安排的检查',
	none: '尚未在其他门店检查。',
	title: '检查其他门店',
	ask: '在每家门店用同一检查表安排一次专项检查。已有此类待做检查的门店不再重复安排。',
	do: '安排检查',
	where: '范围',
	ways: { stores: '选择门店', below: '某单位之下的全部门店' },
	below: '单位',
	below_help: '其下所有营业中且您有权安排检查的门店。',
	due_help: '按本设备的时间。',
	purpose: { effect: '查看整改是否有效', elsewhere: '查看其他门店是否同样' },
};

export const hand_over = {
	title: '移交',
	ask: '将所有未结束且您有权改派的整改移交给他人，要么全部移交，要么都不移交。',
	do: '移交',
	from: '原负责人',
	to: '新负责人',
	unit_help: '留空：不限单位。',
	done: '已移交 {n} 项整改。',
};

export const lost = {
	title: '核销照片',
	ask: '用于随手机丢失的照片。提交时不再等待这张照片，检查中会显示它已丢失。',
	do: '核销',
	sha256: '照片指纹',
	sha256_help: '64 位数字和字母 a 至 f，见手机发件箱。',
	question: '检查项',
	photos: '已核销的丢失照片',
};
