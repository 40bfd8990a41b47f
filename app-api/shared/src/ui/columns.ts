/* A column of a ListPage; its cell is the slot of the same name, else the item's member. */
export interface Column {
	key: string;
	label: string;
	/* Numbers. */
	is_number?: boolean;
	/* What the row is: it carries the row's link and stands first on a narrow screen. */
	is_main?: boolean;
	/* Says what it is by itself: no label beside it on a narrow screen. */
	is_plain?: boolean;
	/* Left out where the table would be tight; an entry of a narrow screen has room for it. */
	is_spare?: boolean;
	/* Left out on a narrow screen. */
	is_wide_only?: boolean;
}
