"""Which columns of a register Liantu understands, how their headers are spelled, and which are personal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Field:
    """One thing a register says about an enterprise: its name in Liantu, in Chinese, and the headers that mean it."""

    name: str
    chinese: str
    spellings: tuple[str, ...]
    personal: bool = False


FIELDS: tuple[Field, ...] = (
    Field(
        "name",
        "企业名称",
        (
            "企业名称",
            "公司名称",
            "单位名称",
            "名称",
            "企业名",
            "公司名",
            "机构名称",
            "商户名称",
            "市场主体名称",
            "主体名称",
            "纳税人名称",
            "企业全称",
            "公司全称",
            "单位全称",
            "企业（机构）名称",
            "企业(字号)名称",
            "经营者名称",
            "法人单位名称",
            "法人名称",
            "单位详细名称",
            "name",
            "companyname",
            "company",
            "entname",
            "enterprisename",
            "enterprise_name",
            "corpname",
            "firm",
            "qymc",
        ),
    ),
    Field(
        "credit_code",
        "统一社会信用代码",
        (
            "统一社会信用代码",
            "社会统一信用代码",
            "信用代码",
            "统一信用代码",
            "社会信用代码",
            "统一代码",
            "信用代码/注册号",
            "统一社会信用代码/注册号",
            "注册号/统一社会信用代码",
            "统一社会信用代码(注册号)",
            "注册号",
            "工商注册号",
            "纳税人识别号",
            "税号",
            "统一社会信用代码证号",
            "营业执照号",
            "营业执照注册号",
            "creditcode",
            "credit_code",
            "uscc",
            "uniscid",
            "socialcreditcode",
            "unifiedsocialcreditcode",
            "regno",
            "tyshxydm",
        ),
    ),
    Field(
        "registered_on",
        "注册日期",
        (
            "注册日期",
            "成立日期",
            "成立时间",
            "注册时间",
            "核准日期",
            "登记日期",
            "设立日期",
            "设立时间",
            "开业日期",
            "开业时间",
            "发照日期",
            "核准时间",
            "成立年月日",
            "registered_on",
            "registrationdate",
            "registerdate",
            "establishdate",
            "founded",
            "estdate",
            "esdate",
            "clrq",
        ),
    ),
    Field(
        "enterprise_type",
        "企业类型",
        (
            "企业类型",
            "公司类型",
            "类型",
            "主体类型",
            "市场主体类型",
            "企业性质",
            "经济类型",
            "登记注册类型",
            "注册类型",
            "单位类型",
            "企业(机构)类型",
            "enterprise_type",
            "companytype",
            "enttype",
            "type",
            "qylx",
        ),
    ),
    Field(
        "capital_text",
        "注册资本",
        (
            "注册资金",
            "注册资本",
            "注册资本金",
            "注册资本(金)",
            "认缴资本",
            "认缴注册资本",
            "认缴出资额",
            "出资额",
            "资金数额",
            "成员出资总额",
            "capital_text",
            "capital",
            "registeredcapital",
            "regcap",
            "zczb",
        ),
    ),
    Field("capital_wan_yuan", "注册资本（万，数值）", ("capital_wan_yuan", "capital_10k", "注册资本数值")),
    Field(
        "capital_currency",
        "币种",
        ("币种", "注册资本币种", "货币", "资本币种", "注册资本(金)币种", "capital_currency", "currency", "regcapcur"),
    ),
    Field(
        "business_scope",
        "经营范围",
        (
            "经营范围",
            "业务范围",
            "经营业务范围",
            "主营业务",
            "许可经营项目",
            "经营项目",
            "经营(业务)范围",
            "一般经营项目",
            "主要业务活动",
            "business_scope",
            "businessscope",
            "scope",
            "opscope",
            "jyfw",
        ),
    ),
    Field(
        "province",
        "所在省份",
        (
            "所在省份",
            "省份",
            "省",
            "所属省份",
            "所在省",
            "注册省份",
            "省市",
            "省(市)",
            "省(区、市)",
            "省市区",
            "省级",
            "省份名称",
            "province",
            "prov",
            "sf",
        ),
    ),
    Field(
        "city",
        "所在城市",
        (
            "地区",
            "城市",
            "市",
            "所在城市",
            "所属城市",
            "所在市",
            "地市",
            "所属地区",
            "所在地区",
            "市州",
            "地级市",
            "城市名称",
            "市级",
            "区域",
            "所在地",
            "city",
            "region",
            "cs",
        ),
    ),
    Field(
        "gbt4754",
        "国标行业代码",
        (
            "行业代码",
            "国标行业",
            "国标行业代码",
            "国民经济行业代码",
            "行业门类代码",
            "行业小类",
            "行业小类代码",
            "行业",
            "所属行业",
            "国民经济行业",
            "gbt4754",
            "gb_t4754",
            "industrycode",
            "industry_code",
            "industry",
            "hydm",
        ),
    ),
    Field(
        "status",
        "经营状态",
        (
            "经营状态",
            "登记状态",
            "企业状态",
            "状态",
            "存续状态",
            "营业状态",
            "市场主体状态",
            "status",
            "regstatus",
            "entstatus",
        ),
    ),
    Field("enterprise_id", "企业编号（整数）", ("enterprise_id", "enterpriseid")),
    Field(
        "legal_representative",
        "法定代表人",
        (
            "法人代表",
            "法定代表人",
            "法人",
            "法人姓名",
            "法定代表人(负责人)",
            "法定代表人姓名",
            "负责人",
            "经营者",
            "投资人",
            "执行事务合伙人",
            "法定代表人或负责人",
            "经营者姓名",
            "负责人姓名",
            "法人代表人",
            "legal_representative",
            "legalperson",
            "legalrep",
            "frdb",
        ),
        personal=True,
    ),
    Field(
        "phone",
        "联系电话",
        (
            "联系电话",
            "手机",
            "电话",
            "手机号",
            "手机号码",
            "联系方式",
            "电话号码",
            "固定电话",
            "联系手机",
            "企业电话",
            "更多电话",
            "法人电话",
            "法人手机",
            "联系人电话",
            "phone",
            "mobile",
            "tel",
            "telephone",
            "lxdh",
        ),
        personal=True,
    ),
    Field(
        "address",
        "注册地址",
        (
            "注册地址",
            "住所",
            "地址",
            "企业地址",
            "经营场所",
            "经营地址",
            "通讯地址",
            "通信地址",
            "详细地址",
            "住所地址",
            "公司地址",
            "住址",
            "办公地址",
            "联系地址",
            "主要经营场所",
            "address",
            "regaddress",
            "registeredaddress",
            "dom",
            "zcdz",
        ),
        personal=True,
    ),
    Field(
        "email",
        "电子邮箱",
        ("邮箱", "电子邮箱", "电子邮件", "邮件", "联系邮箱", "企业邮箱", "email", "e-mail", "mail"),
        personal=True,
    ),
    Field(
        "contact_person",
        "联系人",
        (
            "联系人",
            "联系人姓名",
            "联络员",
            "联络员姓名",
            "股东",
            "股东信息",
            "股东名称",
            "投资人信息",
            "高管",
            "主要人员",
            "董事",
            "contact",
            "contactperson",
            "shareholder",
            "shareholders",
        ),
        personal=True,
    ),
    Field(
        "identity_number",
        "证件号码",
        (
            "身份证",
            "身份证号",
            "身份证号码",
            "证件号码",
            "法人身份证",
            "法人身份证号",
            "法定代表人身份证号",
            "idcard",
            "idnumber",
        ),
        personal=True,
    ),
)
FIELD_BY_NAME: Mapping[str, Field] = {item.name: item for item in FIELDS}
PERSONAL_FIELDS: tuple[str, ...] = tuple(item.name for item in FIELDS if item.personal)
_CURRENCY_WORDS = "人民币|美元|美金|港元|港币|日元|欧元|英镑"
_UNIT = re.compile(rf"[(\[【](?:单位)?:?((?:{_CURRENCY_WORDS})?[万亿]?(?:{_CURRENCY_WORDS})?元?)[)\]】]")
_UNIT_BEHIND = re.compile(r"(?<=[本金额])[-_/]?(万元|亿元|元|万)$")
_NOTE = re.compile(r"[(\[【](?:必填|选填|必须|可选|\*|文本|yyyy.*|18位|.*格式.*|例.*)[)\]】]")
_NOISE = re.compile(r"[\s*＊:：\"'“”.。、·_\-]+")


@dataclass(frozen=True)
class PersonalPolicy:
    """Which personal columns a register keeps: none, unless the policy names them and says why.

    ``keep`` holds names of personal fields (``legal_representative``, ``phone``, ``address``, ``email``,
    ``contact_person``, ``identity_number``); ``reason`` is written into the quality report.
    Raises ValueError on an unknown field or a missing reason.
    """

    keep: frozenset[str] = frozenset()
    reason: str = ""

    def __post_init__(self) -> None:
        unknown = sorted(set(self.keep) - set(PERSONAL_FIELDS))
        if unknown:
            raise ValueError(f"not personal fields: {', '.join(unknown)}; choose from {', '.join(PERSONAL_FIELDS)}")
        if self.keep and not self.reason.strip():
            raise ValueError("keeping personal columns needs a reason (legal basis, purpose)")


KEEP_NOTHING_PERSONAL = PersonalPolicy()


@dataclass(frozen=True)
class FieldMapping:
    """Which column of a table holds which field.

    ``columns``: field → column place (0-based). ``header_rows``: how many records stand above the data. ``headers``:
    the text of each column's header ('' where there is none). ``confidence``: field → 0…1 (1: header known exactly).
    ``unknown``, ``personal_left_out``, ``doubled``: column places not read, by reason. ``capital_unit_yuan``: 元 per
    unit of a bare number in the capital column, ``capital_currency`` its ISO currency. ``inferred``: there was no
    header and contents decided.
    """

    columns: Mapping[str, int]
    headers: tuple[str, ...]
    header_rows: int
    confidence: Mapping[str, float] = field(default_factory=dict)
    unknown: tuple[int, ...] = ()
    personal_left_out: tuple[int, ...] = ()
    doubled: tuple[int, ...] = ()
    capital_unit_yuan: Decimal = Decimal(10_000)
    capital_currency: str = "CNY"
    inferred: bool = False

    def header_of(self, name: str) -> str:
        """The header above the field's column, or the empty text."""
        place = self.columns.get(name)
        return self.headers[place] if place is not None and place < len(self.headers) else ""


_HEADER_MOST = 600


def clean_header(text: str) -> str:
    """A header cell without width differences, blanks, stars, units and fill-in notes, in lower case.

    What is longer than any header is cut: taking notes out of it would take the square of its length.
    """
    folded = unicodedata.normalize("NFKC", text[:_HEADER_MOST]).strip()
    folded = _NOTE.sub("", _UNIT.sub("", folded))
    folded = _UNIT_BEHIND.sub("", folded)
    return _NOISE.sub("", folded).lower()


def unit_in_header(text: str) -> Decimal | None:
    """元 per unit that a capital header declares: 注册资本(万元) → 10000, 注册资本（元） → 1; None when it has none."""
    folded = _NOISE.sub("", unicodedata.normalize("NFKC", text[:_HEADER_MOST]))
    match = _UNIT.search(folded) or _UNIT_BEHIND.search(folded)
    unit = match[1] if match else ""
    if "亿" in unit:
        return Decimal(10**8)
    if "万" in unit:
        return Decimal(10_000)
    return Decimal(1) if unit.endswith("元") else None


_EXACT: dict[str, tuple[str, float]] = {}
for _item in FIELDS:
    for _rank, _spelling in enumerate(_item.spellings):
        # Earlier spellings are the surer ones: 统一社会信用代码 beats 注册号 when a table has both.
        _EXACT.setdefault(clean_header(_spelling), (_item.name, round(1 - 0.2 * _rank / len(_item.spellings), 3)))
_PARTS: tuple[tuple[str, str], ...] = (
    ("身份证", "identity_number"),
    ("电话", "phone"),
    ("手机", "phone"),
    ("邮箱", "email"),
    ("法定代表人", "legal_representative"),
    ("法人代表", "legal_representative"),
    ("地址", "address"),
    ("住所", "address"),
    ("联系人", "contact_person"),
    ("股东", "contact_person"),
    ("信用代码", "credit_code"),
    ("经营范围", "business_scope"),
    ("企业名称", "name"),
    ("公司名称", "name"),
    ("单位名称", "name"),
    ("注册资本", "capital_text"),
    ("注册资金", "capital_text"),
    ("成立日期", "registered_on"),
    ("注册日期", "registered_on"),
    ("企业类型", "enterprise_type"),
    ("行业代码", "gbt4754"),
    ("经营状态", "status"),
    ("登记状态", "status"),
    ("省份", "province"),
    ("城市", "city"),
)
_NOT_THE_FIELD = re.compile(
    r"曾用|原|英文|变更|注销|吊销|实缴|股东|母公司|上级|类别|拼音|简称|个数|数量|是否|附|链接|更新|有效期|来源"
)


def recognise_header(text: str) -> tuple[str, float] | None:
    """The field a header means and how sure that is (0…1), or None.

    1 … 0.8: a known spelling; 0.6: a known word inside a longer header (…电话… is personal in any company).
    """
    clean = clean_header(text)
    if not clean or len(clean) > 30:
        return None
    found = _EXACT.get(clean) or _EXACT.get(re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", clean))
    if found is not None:
        return found
    for part, name in _PARTS:
        if part in clean and (FIELD_BY_NAME[name].personal or not _NOT_THE_FIELD.search(clean)):
            return name, 0.6
    return None
