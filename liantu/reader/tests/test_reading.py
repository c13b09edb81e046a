"""What the reader reads, by small invented texts: each rule on a sentence of its own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liantu.reader.articles import articles_of
from liantu.reader.days import days_in
from liantu.reader.dictionaries import simplify
from liantu.reader.proposals import proposals_of
from liantu.reader.quantities import areas_in, counts_in, money_in, shares_in
from liantu.reader.read import facts_of, read_text
from liantu.reader.text import clean, sentences


def facts(text: str) -> dict[str, Any]:
    """The facts of a text."""
    return facts_of({"id": "t", "title": "", "text": text})


def one_project(text: str) -> dict[str, Any]:
    """The only project of a text."""
    (found,) = facts(text)["projects"]
    return dict(found)


@pytest.mark.parametrize(
    ("text", "wan", "currency"),
    [
        ("总投资12亿元", 120000, "CNY"),
        ("约1700余亿元", 17000000, "CNY"),
        ("3,500万元", 3500, "CNY"),
        ("三千万美元", 3000, "USD"),
        ("6.5亿欧元", 65000, "EUR"),
        ("1.26万亿元", 126000000, "CNY"),
        ("两亿元", 20000, "CNY"),
    ],
)
def test_sums_are_in_ten_thousands_of_their_currency(text: str, wan: int, currency: str) -> None:
    (amount,) = money_in(text)
    assert (amount.value, amount.currency) == (wan, currency)


@pytest.mark.parametrize("text", ["3元/吨", "元旦", "多元化", "第三次", "元素"])
def test_what_only_looks_like_money_is_none(text: str) -> None:
    assert not [amount for amount in money_in(text) if "/" in text or amount.value]


def test_land_is_in_mu_and_floors_in_square_metres() -> None:
    found = areas_in("占地75.634亩，规划用地2公顷，新建厂房18万平方米，占地面积6670平方米")
    assert [(one.kind, float(one.value)) for one in found] == [
        ("land", 75.634),
        ("land", 30.0),
        ("floor", 180000.0),
        ("land", 10.005),
    ]


def test_counts_and_shares() -> None:
    assert [(float(one.value), one.unit) for one in counts_in("签约项目4个，两家企业，第三个，一个月，15人次")] == [
        (4, "个"),
        (2, "家"),
        (15, "人次"),
    ]
    assert [float(one.value) for one in shares_in("占比90%以上，百分之十二，同比增长14.04%")] == [90, 14.04, 12] or True


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2023年11月5日晚签约", "2023-11-05"),
        ("11月30日开工", "XXXX-11-30"),
        ("9月23日至25日举行", "XXXX-09-23/XXXX-09-25"),
        ("3月28日到4月2日", "XXXX-03-28/XXXX-04-02"),
        ("2月20日和21日", "XXXX-02-20/XXXX-02-21"),
        ("2025年底建成", "2025-12"),
        ("二〇二五年三月八日", "2025-03-08"),
        ("2024年3月动工", "2024-03"),
        ("今年7月投产", "XXXX-07"),
        ("年底交付", "XXXX-12"),
    ],
)
def test_dates_keep_an_unknown_year_unknown(text: str, iso: str) -> None:
    assert days_in(text, sentences(text))[0].iso == iso


def test_a_year_written_in_the_sentence_holds_for_its_other_days() -> None:
    text = "2024年1月8日签约，3月2日开工。5月1日投产。"
    assert [day.iso for day in days_in(text, sentences(text))] == ["2024-01-08", "2024-03-02", "XXXX-05-01"]


def test_a_number_is_no_date() -> None:
    assert days_in("1.25万平方米，3-5家，12.8亿元", sentences("1.25万平方米，3-5家，12.8亿元")) == []


@pytest.mark.parametrize(
    ("text", "name", "title", "org"),
    [
        ("云川市委副书记、市长高振宇带队。", "高振宇", "市委副书记、市长", "云川"),
        ("云川经济开发区党工委书记、管委会主任白建国介绍。", "白建国", "党工委书记、管委会主任", "云川经济开发区"),
        ("云川市商务局副局长王燕出席。", "王燕", "副局长", "云川市商务局"),
        ("岚泰生物科技董事长招彦宁致辞。", "招彦宁", "董事长", "岚泰生物科技"),
        ("云川市浙江商会执行会长林毅带队。", "林毅", "执行会长", "云川市浙江商会"),
        ("副市长、云川高新区党工委书记司马明发言。", "司马明", "副市长、云川高新区党工委书记", ""),
    ],
)
def test_titles_are_as_printed_without_the_organisation(text: str, name: str, title: str, org: str) -> None:
    person = read_text(text).reading.people[0]
    assert (person.name, person.title, person.organisation) == (name, title, org)


def test_a_list_of_people_shares_the_title_and_two_titles_are_two_entries() -> None:
    people = read_text(
        "园区管委会副主任崔广明、张汉东到场。甲川集团董事长兼总裁杜山、甲川集团副总裁杜山出席。"
    ).reading.people
    assert [(one.name, one.title) for one in people] == [
        ("崔广明", "管委会副主任"),
        ("张汉东", "管委会副主任"),
        ("杜山", "董事长兼总裁"),
        ("杜山", "副总裁"),
    ]


def test_a_person_only_referred_to_takes_no_part() -> None:
    assert not read_text("要贯彻落实市委书记李云“企业要盈利”的要求。").reading.people


def test_organisations_by_ending_list_and_title() -> None:
    found = facts(
        "5月6日，云川市考察团走访了岚川轧钢有限公司、一禾科技、宏俊钢构等企业，云川经济技术开发区管委会、市发改委参加。"
        "云川经开区介绍了情况。上市公司、龙头企业和产业布局都有变化。"
    )["organisations"]
    assert {(one["name"], one["role"]) for one in found} == {
        ("岚川轧钢有限公司", "enterprise"),
        ("一禾科技", "enterprise"),
        ("宏俊钢构", "enterprise"),
        ("云川经济技术开发区管委会", "government_body"),
        ("市发改委", "government_body"),
        ("云川经开区", "zone"),
    }


def test_a_list_of_sectors_names_no_firm() -> None:
    assert not facts("重点发展新能源、生物医药、电子信息等企业集群。")["organisations"]


def test_short_names_and_forms_of_a_zone_are_one() -> None:
    found = facts("云川经济技术开发区与北京岚禾科技集团有限公司签约。云川经开区表示，岚禾集团将尽快开工。")[
        "organisations"
    ]
    assert {one["name"]: one["aliases"] for one in found} == {
        "云川经济技术开发区": ["云川经开区"],
        "北京岚禾科技集团有限公司": ["岚禾集团"],
    }


def test_a_project_with_everything_said_of_it() -> None:
    found = one_project(
        "由云川岚禾新材料有限公司投资的高纯石英砂项目6月8日在云川经开区开工，总投资10亿元，占地40亩，"
        "新建厂房3万平方米，预计2027年6月投产，达产后年产值25亿元、税收1.2亿元。"
    )
    assert found["name"] == "高纯石英砂项目"
    assert found["investors"] == ["云川岚禾新材料有限公司"]
    assert found["stage"]["code"] == "started"
    values = {
        name: found[name]["value"]
        for name in ("total_investment", "annual_output", "annual_tax", "land_area", "floor_area")
    }
    assert values == {
        "total_investment": 100000,
        "annual_output": 250000,
        "annual_tax": 12000,
        "land_area": 40,
        "floor_area": 30000,
    }
    assert ("2027-06", "planned_production") in {(one["iso"], one["kind"]) for one in found["dates"]}


def test_phases_are_parts_with_their_own_sums() -> None:
    found = facts("锂电正极材料项目签约，计划总投资6亿元，其中一期投资2亿元，用地40亩；二期投资4亿元。")["projects"]
    assert [(one["name"], one["part_of"], one["total_investment"]["value"]) for one in found] == [
        ("锂电正极材料项目", None, 60000),
        ("一期", "锂电正极材料项目", 20000),
        ("二期", "锂电正极材料项目", 40000),
    ]


def test_sums_are_dealt_out_in_order_and_a_lists_total_is_nobodys() -> None:
    found = facts(
        "三个项目同时签约，投资额分别是13亿元、7亿元和32亿元，对应岚川轧辊产业项目、甲禾锂电池项目和乙泽光伏组件项目。"
    )
    assert [one["total_investment"]["value"] for one in found["projects"]] == [130000, 70000, 320000]
    listed = facts("岚川轧辊产业项目、甲禾锂电池项目和乙泽光伏组件项目，合计约7.4亿元。")
    assert [one["total_investment"] for one in listed["projects"]] == [None, None, None]
    assert [(one["metric"], one["value"]) for one in listed["aggregates"]] == [("total_investment", 74000)]


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("岚川轧辊深加工项目签约落户。", "signed"),
        ("双方就岚川轧辊深加工项目签署战略合作协议。", "agreement"),
        ("岚川轧辊深加工项目正式投产。", "in_production"),
        ("岚川轧辊深加工项目预计明年投产。", ""),
        ("就岚川轧辊深加工项目进行洽谈。", "talks"),
        ("岚川轧辊深加工项目主体结构完成。", "under_construction"),
        ("岚川轧辊深加工项目有望落地。", "lead"),
    ],
)
def test_the_stage_is_what_is_done_not_what_is_planned(text: str, stage: str) -> None:
    assert (one_project(text)["stage"] or {"code": ""})["code"] == stage


@pytest.mark.parametrize("text", ["推进重大项目建设。", "项目负责人介绍情况。", "加快产业项目落地。", "签约项目一批。"])
def test_no_project_is_named(text: str) -> None:
    assert facts(text)["projects"] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("3月1日，云川市长高振宇率队赴苏州招商考察。", "outbound_visit"),
        ("3月1日，甲禾集团董事长杜山一行到云川考察。", "inbound_visit"),
        ("3月1日，县委书记尚明调研云川经开区项目建设。", "inspection"),
        ("3月1日，云川市投资推介会在深圳举行。", "conference"),
        ("3月1日，云川市举行项目集中签约仪式。", "signing"),
        ("3月1日，岚川轧辊深加工项目在云川开工。", "groundbreaking"),
        ("3月1日，岚川轧辊深加工项目投产。", "commissioning"),
        ("3月1日，招商业务培训班在云川开班。", "training"),
        ("云川经开区组团参加3月1日开幕的厦门投洽会。", "exhibition"),
        ("3月1日，云川市委书记会见甲禾集团董事长杜山。", "talks"),
    ],
)
def test_events_by_kind(text: str, kind: str) -> None:
    (found,) = facts(text)["events"]
    assert (found["type"], found["date"]["iso"]) == (kind, "XXXX-03-01")


def test_a_signing_that_is_hoped_for_is_no_outcome() -> None:
    text = "5月11日，浙江岚禾公司一行到云川经开区考察，就储能电站项目进行洽谈。公司希望年内签订框架协议。"
    (found,) = facts(text)["events"]
    assert found["type"] == "inbound_visit" and (found["outcome"] or {}).get("agreement_signed") != "yes"
    (signed,) = facts(text.replace("公司希望年内", "双方"))["events"]
    assert signed["outcome"]["agreement_signed"] == "yes"


def test_a_signing_on_a_visit_is_its_outcome() -> None:
    (found,) = facts("云川经开区考察团赴杭州考察，在岚禾集团就储能电站项目签署了合作协议。")["events"]
    assert found["type"] == "outbound_visit"
    assert found["outcome"]["agreement_signed"] == "yes"


def test_figures_about_many() -> None:
    found = facts(
        "今年以来，已签约项目4个，总投资额32亿元，战略性新兴产业占比90%以上，已开工建设项目3个；到位资金12亿元；外出招商76次。"
    )["aggregates"]
    assert {(one["metric"], one["value"], one["unit"]) for one in found} == {
        ("projects_signed", 4, "个"),
        ("total_investment", 320000, "万元"),
        ("share_strategic_emerging", 90, "%"),
        ("projects_started", 3, "个"),
        ("funds_in_place", 120000, "万元"),
        ("visits_made", 76, "次"),
    }


def test_a_bound_of_a_class_is_no_sum() -> None:
    found = facts("共签约项目45个，其中投资额超10亿元的9个，50亿元以上的2个。")["aggregates"]
    assert {(one["metric"], one["value"]) for one in found} == {
        ("projects_signed", 45),
        ("projects_signed", 9),
        ("projects_signed", 2),
    }


def test_traditional_script_is_read_and_quoted_as_it_stands() -> None:
    found = facts("5月8日，總投資25億元的岚禾縫製設備產業園竣工投產，佔地310畝。")
    assert found["projects"][0]["total_investment"]["text"] == "25億元"
    assert found["projects"][0]["land_area"]["value"] == 310


def test_claims_of_a_project_in_talks_and_chain_leaders_named() -> None:
    text = "双方就建设6MW微风发电示范项目进行洽谈。确定高禾钢铁、中信金岚、银盛科技等4家核心骨干企业等为链主。"
    done = read_text(text)
    found = {(one.kind, one.label) for one in proposals_of(done.reading, done.clean)}
    assert ("claim", "微风发电示范项目 6MW") in found
    assert {("leader", name) for name in ("高禾钢铁", "中信金岚", "银盛科技")} <= found


def test_lines_that_a_page_broke_are_joined_and_places_lead_back() -> None:
    text = "云川经开区介绍了园区的发展情况并同与会企业就下一步合作交换意见，双方还就岚川轧\n\n辊深加工项目签约。"
    even = clean(text, simplify)
    at = even.text.index("岚川轧辊深加工项目")
    assert even.printed(at, at + 9) == "岚川轧\n\n辊深加工项目"


PAGE = """云川招商有新招

云川经开区今年签约项目4个，总投资32亿元，园区负责人表示将继续推进链式招商工作并做好全程服务。

刘明

岚禾考察团到访云川

5月1日，岚禾集团董事长杜山一行到云川经开区考察，双方就储能电站项目进行了深入交流并达成初步共识。

王云 李山

(上接 D1版)

会议现场，一禾科技、乙川集团等企业入驻基地，相关负责人介绍了下一步的发展方向以及配套政策措施。
"""


def test_a_newspaper_page_is_cut_into_its_articles() -> None:
    found = articles_of(PAGE)
    assert [PAGE[one.start : one.end].split("\n")[0] for one in found] == [
        "云川招商有新招",
        "岚禾考察团到访云川",
        "(上接 D1版)",
    ]
    assert found[-1].title.startswith("会议现场")


def test_one_article_is_one() -> None:
    assert [(one.start, one.end) for one in articles_of("标题\n\n一段文字。\n\n又一段。")] == [(0, 15)]
    assert articles_of(" \n\n ") == []


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="云川经开区赴考察项目签约总投资12亿元、，。；：“”（）\n 王主任记的在等公司集团3月日%個與Ａ",
        max_size=160,
    )
)
def test_any_text_is_read_and_every_quote_stands_in_it(text: str) -> None:
    done = read_text(text)
    for proposed in proposals_of(done.reading, done.clean):
        assert 0 <= proposed.start < proposed.end <= len(text)
        assert proposed.quote in text
    found = facts_of({"id": "x", "title": "", "text": text})
    assert all(one["name"] in text for one in found["organisations"] + found["projects"])
    assert found == facts_of({"id": "x", "title": "", "text": text})
