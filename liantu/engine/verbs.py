"""The words that tell what a firm does with a thing: making, trading, serving, excluding, and the small words between.

Everything here is general language of business scopes (登记机关's wording since the 1980s); no product names.
A word of the lexicon is at most four characters, so that four UTF-16 units in one integer are its key.
"""

from __future__ import annotations

from functools import lru_cache

MAKE, TRADE, SERVICE = 1, 2, 4
ROLE_NAMES = {MAKE: "make", TRADE: "trade", SERVICE: "service"}

# kinds of words inside an item
HARD, SOFT, OPERATE, NEUTRAL, CONNECTOR, NOUN, EXCLUDE_NEXT, EXCLUDE_BACK, EXCLUDE_SELF, GEAR = range(1, 11)
WEAK = 1 << 7  # also an attribute of machines and materials: 印刷机械, 运输设备, 包装袋
PROCESS = 1 << 8  # names a trade of its own, so it can be searched for: 铸造, 印刷

_MAKE = (
    "生产 制造 加工 制作 产销 生产加工 加工制造 生产制造 试制 试产 精加工 深加工 粗加工 来料加工 自产自销 产供销 "
    "定做 定制 承制"
)
_MAKE_PROCESS = (
    "冶炼 轧制 铸造 锻造 锻压 冲压 熔炼 精炼 提炼 炼制 冶铸 浇铸 压铸 热处理 电镀 开采 采选 采掘 采矿 选矿 洗选 "
    "采煤 选煤 洗煤 炼钢 炼铁 炼焦 轧钢 酿造 酿酒 发酵 屠宰 宰杀 纺织 织造 针织 印染 染整 漂染 缝制 刺绣 编织 "
    "制衣 制鞋 制药 制糖 制砖 制茶 制革 制帽 造纸 造船 印刷 印制 制版 装配 组装 总装 合成 提取 提纯 萃取 烧制 "
    "焙烧 煅烧 粉碎 磨制 雕刻 雕塑 模压 注塑 吹塑 挤塑 拉丝 种植 养殖 繁育 培育 饲养 捕捞 栽培 发电 焊接 铆焊 "
    "切割 喷涂 分装 灌装 碾米 榨油 轧花 弹花 制冰 制氧 制气"
)
_MAKE_WEAK = (
    "印刷 针织 纺织 采矿 选矿 采掘 焊接 锻压 铸造 热处理 电镀 切割 装配 粉碎 造纸 制药 养殖 种植 发电 冶炼 制革 "
    "包装 雕刻 印染 编织 发酵 喷涂 注塑 屠宰 制版"
)
_TRADE = (
    "销售 零售 批发 经销 代销 代购 购销 收购 采购 批零 批销 展销 专销 自销 直销 营销 运销 零销 兼销 另售 另批 "
    "批发零售 零售批发 批零兼营 进出口 出口 进口 贸易 内贸 外贸 供应 供销 出售 售卖 销售代理 代理销售 代理 "
    "经销代理 代理经销 专卖 邮购 网上销售 拍卖 寄售 寄卖 典当 调拨 调剂 买卖 外销 内销 零批 购进 议购 议销 换购 "
    "易货 转口贸易 商业 售"
)
_SERVICE = (
    "维修 修理 修配 安装 设计 施工 检测 检验 测试 化验 计量 运输 货运 客运 租赁 出租 研发 研究 研制 咨询 回收 "
    "养护 保养 维护 调试 仓储 储存 储运 装卸 承包 代办 中介 培训 推广 策划 监理 勘察 勘探 勘测 测绘 装修 装饰 "
    "装潢 装璜 清洗 保洁 拆除 拆解 拆卸 翻新 改装 改造 技术服务 技术转让 技术咨询 技术开发 技术培训 技术推广 "
    "售后服务 咨询服务 信息服务 维修服务 承揽 承建 承修 承装 建筑 总承包 分包 配送 物流 代理服务 托运 转运 搬运 "
    "中转 快递 打字 复印 美容 美发 理发 洗浴 餐饮 住宿 娱乐 旅游 广告 评估 鉴定 评价 认证 投资 融资 贷款 担保 "
    "保险 诊疗 护理 教育 培养 设计安装 安装调试 设计施工 维修安装 安装维修 保管 看护 押运 冷藏 洗染 照相 摄影 "
    "彩扩 放映 演出 出版 发行 修补 修缮 防腐 绿化 净化 处置 清运 配套服务"
)
_SERVICE_WEAK = (
    "运输 检测 检验 测试 化验 计量 维修 修理 安装 装饰 装潢 装璜 装修 建筑 清洗 仓储 冷藏 储存 搬运 装卸 测绘 "
    "勘探 美容 美发 理发 广告 餐饮 旅游 摄影 照相 复印 打字 彩扩 教育 娱乐 防腐 绿化 净化 护理 诊疗 养护 维护 "
    "设计 研究 货运 客运 租赁 物流 保险 保管 洗染 放映 演出 出版"
)
_SOFT_SERVICE = "服务 开发 管理 合作 转让 综合服务 信息 交流 劳务"
_OPERATE = "经营 专营 兼营 主营 联营 自营 运营"
_NEUTRAL = (
    "从事 各种 各类 各式 多种 主要 专业 承接 承办 承担 开展 提供 自产 本企业 本公司 本厂 系列 其他 其它 国内 "
    "国外 国内外 相关 有关 以及 兼顾 主业 副业 大型 中型 小型 新型 业务 项目 活动 工作 业 及其 范围 一般 许可 "
    "许可项目 许可经营 一般项目 一般经营 许可范围 经营范围 经营项目 经营方式 方式 项目为 无 暂无 同时 并 对外 "
    "以上 上述 所需 本身 自行 自主 自有 为主 为辅 一体 等等"
)
_CONNECTORS = "的 及 和 与 兼 并 或 等 之 以 为 其 暨"
_NOUNS = (
    "再生产品 生产资料 生产性 生产用 安全生产 加工中心 服务器 服务部 经营部 销售部 供应站 设计院 加工机 加工厂 "
    "制造厂 生产线 包装机 除尘 除草 除湿 除锈 除油 除磷 除臭 除雪 除垢 除虫 除氧 除霜 除铁 除渣 除颤 除湿机 "
    "除湿器 除尘器 除草剂 农用 建筑材料 建筑五金 建筑用 建筑装饰 装饰材料 装潢材料 装璜材料 装修材料 包装材料 "
    "制作材料 出口产品 进口汽车 进口轿车 广告材料 租赁物 管理软件 管理系统 信息系统 通信 通讯 信息产品 设计软件 "
    "开发区 商业用 工业用 供应链 保险柜 保险箱 保险杠 保险丝 保险带 防腐剂 防腐材料 净化器 清洗剂 代理人 纺织品 "
    "针织品 针纺织品 编织袋 编织品 养殖业 种植业 冶炼厂 铸造件 印刷品 印刷机 印刷物 焊接材料 切割机 发电机 "
    "发电厂 合成革 合成材料 合成树脂 合成纤维 合成橡胶 合成洗涤 提取物 组装件 装配式 雕刻机 和平 和田 与时 以太 "
    "以太网 为民 其中 等离子 等级 并联 并网 兼容"
)
# a thing followed by one of these names gear or work around the thing, not the thing: 焦化设备, 钢材加工机械, 煤矿配件
_GEAR = (
    "设备 机械 机器 机具 装置 仪器 仪表 配件 备件 零件 部件 零部件 附件 工程 模具 用品 用具 器具 工具 器材 软件 "
    "专用车 包装物 包装 添加剂 助剂 耗材"
)
_EXCLUDE_NEXT = (
    "不含 不包括 不得 不准 不经营 禁止 严禁 未经 国家禁止 国家限制 国家限定 国家规定 除国家 除法律 不包含 不涉及 "
    "不从事 不可 非 剔除"
)
_EXCLUDE_BACK = "除外 以外 外除 不含的 另有规定"
_EXCLUDE_SELF = (
    "依法须经 须经 批准 审批 方可 许可证 凭许可 凭证 凭资质 有效期 后置 前置 专项规定 专项审批 法律法规 法规 "
    "限分支 分支机构 限下属 资质证 经相关 相关部门 经营期限 许可的 许可后 需许可 营业执照 执照 依法 下属 "
    "国家法律"
)


def _mask_entries() -> dict[str, int]:
    entries: dict[str, int] = {}

    def add(words: str, value: int) -> None:
        for word in words.split():
            entries[word] = value

    add(_MAKE, HARD | MAKE << 4)
    add(_MAKE_PROCESS, HARD | MAKE << 4 | PROCESS)
    add(_TRADE, HARD | TRADE << 4)
    add(_SERVICE, HARD | SERVICE << 4 | PROCESS)
    add(_SOFT_SERVICE, SOFT | SERVICE << 4)
    add(_OPERATE, OPERATE | TRADE << 4)
    for word in (_MAKE_WEAK + " " + _SERVICE_WEAK).split():
        if word in entries:
            entries[word] |= WEAK
    for word in ("产销", "自产自销", "产供销"):
        entries[word] = HARD | (MAKE | TRADE) << 4
    entries["研制"] = HARD | (MAKE | SERVICE) << 4
    return entries


@lru_cache(maxsize=1)
def lexicon() -> dict[str, int]:
    """Every word of the lexicon with its kind (bits 0–3), role mask (bits 4–6) and the WEAK and PROCESS bits."""
    entries = _mask_entries()
    for words, kind in (
        (_GEAR, GEAR),
        (_NEUTRAL, NEUTRAL),
        (_CONNECTORS, CONNECTOR),
        (_NOUNS, NOUN),
        (_EXCLUDE_NEXT, EXCLUDE_NEXT),
        (_EXCLUDE_BACK, EXCLUDE_BACK),
        (_EXCLUDE_SELF, EXCLUDE_SELF),
    ):
        for word in words.split():
            entries.setdefault(word, kind)
    entries["除"] = EXCLUDE_NEXT
    return {word: value for word, value in entries.items() if len(word) <= 4}


@lru_cache(maxsize=1)
def gear_words() -> dict[str, int]:
    """What turns the thing before it into an attribute (GEAR), and what ends its reach (CONNECTOR)."""
    return dict.fromkeys(_GEAR.split(), GEAR) | dict.fromkeys(["及", "和", "与", "或", "等", "兼"], CONNECTOR)


MACHINE_ENDS = [
    "备",
    "械",
    "机",
    "器",
    "仪",
    "表",
    "料",
    "具",
    "置",
    "材",
    "品",
    "件",
    "统",
    "心",
    "床",
    "组",
    "线",
    "剂",
    "袋",
    "箱",
    "纸",
    "膜",
    "盒",
    "车",
    "管",
    "带",
    "油",
    "液",
    "布",
    "件",
    "网",
    "队",
    "站",
    "台",
    "船",
    "油",
    "墨",
    "盘",
    "罐",
    "板",
    "灯",
    "帽",
    "服",
    "城",
    "部",
    "厂",
    "店",
]

_CUES_MAKE = (
    "厂 制造 制品 制药 制衣 制鞋 加工 工业 矿业 煤矿 铁矿 矿山 电厂 轧钢 冶炼 铸造 铸钢 铸铁 炼钢 炼铁 炼焦 焦化 "
    "纺织 印染 酿造 酿酒 造船 造纸 选矿 煤业 药业 酒业 钢铁 轧制 锻造 锻压 铸件 锻件 标准件 机床 重工 化工厂 "
    "水泥 制砖 采石 砖厂 农场 林场 养殖场 种植 养殖 屠宰 印刷 织造 针织 制冷 纸业 木业 铝业 铜业 钢业 冶金 特钢 "
    "玻璃 陶瓷 橡胶 塑料 塑胶 电缆 机械 机电厂 生产"
)
_CUES_TRADE = (
    "商店 商场 商行 商贸 商社 门市部 门市 经营部 经销部 经销处 经销 销售部 销售 供销 供应站 供应 贸易 经贸 物资 "
    "超市 批发部 批发 专卖店 店 市场 进出口 外贸 百货 采购 营业部 服务部 供销社 分店 代销 商业 购销 物产 代理 "
    "商城 商厦 大厦 购物 营销 供应处 供应部 经营站 收购站 收购部 销售处 批零 零售 药房 药店 加油站 石油公司 "
    "烟草公司 粮站 粮库 粮油 合作社 五金 交电 供销部 经理部 站 处 材料公司"
)
_CUES_SERVICE = (
    "修理 维修 修配 设计院 设计 研究所 研究院 工程 建筑 安装 施工 运输 物流 装饰 装潢 咨询 服务 租赁 检测 "
    "技术服务 宾馆 酒店 饭店 餐厅 餐饮 学校 医院 银行 信用社 储蓄所 保险 投资 广告 旅行社 房地产 物业 信息 回收 "
    "货运 客运 仓储 勘察 测绘 监理 修理厂 修配厂 维修厂 汽修厂 维修部 修理部 维修站 洗染 照相馆 招待所 饭庄 酒楼 "
    "旅馆 歌舞厅 美容 理发 影院 剧院 医药所 事务所 中介 证券 典当 支行 分理处 邮政 电信 供电 供水 自来水 园林 "
    "开发 管理 幼儿园 培训 汽车队 车队 拆迁"
)


@lru_cache(maxsize=1)
def name_cues() -> dict[str, int]:
    """Words in the name of an enterprise and the role they speak for; the last cue of a name decides."""
    cues: dict[str, int] = {}
    for words, role in ((_CUES_MAKE, MAKE), (_CUES_TRADE, TRADE), (_CUES_SERVICE, SERVICE)):
        for word in words.split():
            if len(word) <= 4:
                cues[word] = role
    return cues
