"""What refusals have to say, by their code."""

# what each refusal has to say: the value found, the value wanted, the distance between them
REFUSALS = {
    "tier_not_reached": (r"本年\S+ [\d,.]+ 万元", r"要求(达到|超过) [\d,.]+ 万元", r"还差 [\d,.]+ 元"),
    "tier_not_new": (r"本年\S+ [\d,.]+ 万元", r"要求新达到", r"还差 [\d,.]+ 元|没有更高的档次"),
    "growth_short": (r"增速 -?[\d.]+%", r"要求 [\d.]+%", r"还差(收入|软件出口额) [\d,.]+ 元"),
    "already_awarded": (r"已于 \d{4} 年.*奖励 [\d,]+ 元", r"只奖[首一]次", r"此前未奖励过，查得已奖励 1 次"),
    "held_before": (r"查得此前已", r"只(奖|补助)首次", r"要求此前未", r"此 1 项不符合"),
    "other_this_year": (r"另就“.+”奖励", r"一年只奖一项，查得不止一项", r"不再奖励"),
    "no_outside_orders": (r"实际执行金额 0 元", r"只奖励市外订单", r"要求大于 0 元"),
    "below_one_fen": (r"实际执行 [\d.]+ 元", r"后为 0 元", r"要求不少于 0.01 元，还差 0.01 元"),
    "fees_too_small": (r"培训费合计 [\d.]+ 元", r"后为 0 元", r"要求不少于 0.01 元，还差 0.01 元"),
    "cap_used": (r"已(给予|补助) [\d,.]+ 元", r"最高 [\d,]+ 元", r"剩余额度 0 元"),
    "grade_unpaid": (r"被评定为市级", r"奖励的是省级、国家级", r"还须评为省级或更高"),
    "higher_grade_this_year": (r"另有", r"就高奖励一次", r"要求为其中最高级别，查得\S+低于", r"奖励 [\d,]+ 元不再另计"),
    "difference_spent": (
        r"应(奖励|补助) [\d,.]+ 元，\S*此前已给予",
        r"应(奖励|补助)高于已给予",
        r"(差额 0|多出 [\d,.]+) 元",
    ),
    "already_matched": (r"应配套 [\d,.]+ 元，此前已配套", r"应配套高于已配套", r"(差额 0|多出 [\d,.]+) 元"),
    "entry_level_unpaid": (r"通过 \w+", r"要求高于", r"还差 1 级"),
    "level_unpaid": (r"通过 \S+", r"补助的是 \S+ \S+、\S+、\S+", r"还差 \d 级"),
    "already_paid": (r"已于 \d{4} 年.*补助 [\d,]+ 元", r"按“.+”办理|只补助首次", r"查得已补助 1 次"),
    "nothing_to_share": (r"费用 [\d.]+ 元", r"后为 0 元", r"要求不少于 0.01 元，还差 0.01 元"),
    "higher_level_this_year": (r"另有", r"就高补助一次", r"要求为其中最高等级，查得\S+低于"),
    "level_below": (r"通过 \w+", r"要求\S+以上", r"还差 \d 级"),
    "level_not_new": (r"此前最高已为", r"要求首次通过且比此前提高", r"本次没有提高"),
    "trainees_left_out": (r"未计入 \d+ 人", r"要求.+均符合", r"未达到(“[^”]+”)+\d 项|已计过 1 次"),
    "nothing_approved": (r"核定金额 0 元", r"按核定金额补助", r"要求大于 0 元"),
    "nothing_to_match": (r"上级资助 [\d.]+ 元，配套比例 1:[\d.]+", r"配套金额为 0 元", r"要求大于 0 元"),
    "condition_failed": (r"查得“[是否]”", r"要求“[是否]”", r"此 1 项不符合"),
}
