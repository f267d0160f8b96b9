"""Which figures are no quantities: dates, ordinals, codes, articles, names of sets, background durations."""

from __future__ import annotations

import re
from typing import Literal

from zhreport.model import Region
from zhreport.quantities.bounds import cue_after, cue_before
from zhreport.quantities.scan import Figure

Reason = Literal[
    "date", "time", "ordinal", "code", "article", "named-set", "background", "bare-number", "bare-scale",
    "unknown-unit", "vague-number", "financial-word", "demonstrative", "denominator",
]  # fmt: skip

_SMALL = re.compile(r"[一二两三四五六七八九]|十[一二三四五六七八九]?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_YEAR_DIGITS = re.compile(r"(?:1[5-9]|20|21)\d\d|[一二][〇零一二三四五六七八九]{3}")
# 每万人: what follows 每 is what the figure is taken of.
_DENOMINATOR = frozenset("每逐")
_NO_ONE = re.compile(r"(?:没有|任何|无|这|那|某|另|同|唯|又|各|哪|上|下|头|再|新的?|未|非|统|不)$")
_DEMONSTRATIVE = re.compile(r"(?:这|那|以下|下列|上述|以上|前|后|头|其他|其它|另外?|该|此|各|哪)$")
# Words that end with 第 or hide an ordinal.
_SESSION = re.compile(r"[届大会]$")
_MONTH_BEFORE = re.compile(r"月份?$|[至到~—-]$|[日]、?$")
_RANK_UNITS = frozenset({"名", "位"})
# 居全国, 名列中西部省份: what ranks, and among whom.
_AMONG = (
    r"(?:(?:全|本|我|各|同)?[国省市县区州镇乡]|世界|全球|亚洲|国内|行业|同类|同行|地区|城市|[东中西]部|部门|省份|单位|省级|市级|县级|系统|当中|其中|的|中|之|前|"
    r"[\u4e00-\u9fff]{2}[省市县])*"
)
_RANK_BEFORE = re.compile(
    r"(?:[位名退稳跃仍续]?[居列]|跃升为?|[上晋跃]?升[至到为]|进步?[至到]|提[升高]到|提升至|[下]?降[至到为]|排名|排位|排在|排行|排|(?<![一-鿿])由)"
    + _AMONG + r"$|(?:世界|全球|亚洲|全[国省市县区])$"
)
_PLACED_BEFORE = re.compile(r"(?:[居列排至到为占升]|跃进)" + _AMONG + r"$")


def is_first_place(view: str, start: int) -> bool:
    """Whether 首位 at `start` is a place in an order (居全国首位) and no figure of speech (放在首位)."""
    before = view[max(0, start - 14) : start]
    return _PLACED_BEFORE.search(before) is not None and not re.search(r"[摆放]到?$|[摆放]在$", before)

_STAGED = frozenset({"届", "期", "章", "节", "款", "条", "号", "版", "集", "回", "任", "辑", "讲", "课", "季"})
_COUNTED_BEFORE = re.compile(r"(?:共|连续|了|办|出|增|到|为|至|达|完成|举办|编印|印发|制作|发行|开展)$")


def is_ordinal(view: str, figure: Figure) -> bool:
    """Whether 第 stands before the figure."""
    return view[figure.start - 1 : figure.start] == "第"


def rank_of(view: str, figure: Figure) -> bool:
    """Whether 第N is a place in an order: 第13名, 位居全国第三; not 第三次会议."""
    before = view[max(0, figure.start - 14) : figure.start - 1]
    if re.search(r"[摆放]在$", before):
        return False
    unit = figure.unit
    following = view[figure.end : figure.end + 1]
    if unit is not None and unit.surface in _RANK_UNITS:
        return figure.written != "一" or unit.surface == "名" or _RANK_BEFORE.search(before) is not None
    if (unit is not None and not unit.noun) or figure.form != "plain" or figure.scale:
        return False
    if following and (following == "、" or _HAN.match(following) and following not in "和与及升降上提跃下"):
        return False
    return _RANK_BEFORE.search(before) is not None


def calendar(view: str, figure: Figure, region: Region | None) -> Reason | None:
    """Dates and times of the clock."""
    end = figure.number_end
    following = view[end : end + 1]
    if following == "月" or following == "号":
        return "date"
    if following in ("时", "点") and figure.written.isascii() and figure.value <= 24:
        if following == "时" or view[end + 1 : end + 2] in "钟半整多左前后至到0123456789,。":
            return "time"
    unit = figure.unit
    if unit is None and following in "年日" and following:
        return "date"
    if following == "分" and view[figure.start - 1 : figure.start] in ("时", "点"):
        return "time"
    if unit is None:
        return "date" if view[end : end + 2] in ("年代", "世纪") or following == "届" else None
    name = unit.surface
    if name in ("年", "年度", "学年", "年期", "世纪", "季度"):
        if _YEAR_DIGITS.fullmatch(figure.written) or (figure.written.isdecimal() and len(figure.written) in (2, 4) and figure.written[0] == "0"):
            return "date"
        before = view[max(0, figure.start - 2) : figure.start]
        if before == "民国" or (figure.written.isdecimal() and len(figure.written) == 3 and name != "季度"):
            return "date"
        if name in ("学年", "年度", "世纪") and figure.written.isascii():
            return "date"
        if view[end : end + 2] == "年级" or view[end : end + 2] == "年代":
            return "ordinal"
        if region == "TW" and figure.written.isdecimal() and 80 <= figure.value < 200:
            return "date"
        if figure.written.isdecimal() and figure.value >= 50 and view[end + 1 : end + 2] in ("代", "底", "末", "初", "度"):
            return "date"
    if name == "日":
        if _MONTH_BEFORE.search(view[max(0, figure.start - 3) : figure.start]):
            return "date"
        if view[end + 1 : end + 2] in ("至", "到", "~", "—", "-", "前", "止", "起", "上", "下", "晚", "凌") and figure.value <= 31:
            return "date"
    if name in ("分", "秒") and view[figure.start - 1 : figure.start] in ("时", "点"):
        return "time"
    return None


def _letter_before(view: str, figure: Figure) -> bool:
    """G318, PM2.5, ISO9001: a Latin letter or a hyphen behind one makes the digits a code; shares and money stay."""
    before = view[figure.start - 1 : figure.start]
    if not before.isascii() or not before or not figure.written[0].isascii():
        return False
    if before in "-—" and not view[max(0, figure.start - 2) : figure.start - 1].isascii():
        return False
    if not (before.isalpha() or before == "-"):
        return False
    return figure.unit is None or figure.unit.kind not in ("percentage", "amount", "points", "multiple")


def _small_han(figure: Figure) -> bool:
    return _SMALL.fullmatch(figure.written) is not None and not figure.vague and not figure.scale


def count_reason(view: str, figure: Figure) -> Reason | None:
    """Articles and names of sets among counts written with one small Han numeral."""
    unit = figure.unit
    if unit is None:
        return None
    if figure.low is not None:
        return "ordinal" if unit.surface in _STAGED and not figure.written.isascii() else None
    before = view[max(0, figure.start - 4) : figure.start]
    if figure.written == "一" and (unit.article or unit.noun or _NO_ONE.search(before)):
        return "article"
    if _DEMONSTRATIVE.search(before) and (_small_han(figure) or unit.article):
        return "demonstrative"
    if not _small_han(figure):
        return None
    if unit.surface in _STAGED and not _COUNTED_BEFORE.search(before):
        return "ordinal"
    if unit.surface == "次" and _SESSION.search(before):
        return "ordinal"
    if (unit.article or unit.noun or (len(unit.surface) == 1 and unit.std_unit in _REGIONS)) and not _counts(view, figure):
        return "named-set"
    return None


_REGIONS = frozenset("省市縣區鄉鎮村國校廠社庫河湖島港廳州旗盟族園院館路線方面節關門類層點片條")
_COUNTING = re.compile(
    r"(?:增加?至?到?|新增|减少?至?到?|扩大到|扩大至|达到?|共计?|共有|总计|累计|合计|完成|建成?|新建|改建|扩建|修建|开了|召开|举办|举行|办了|办理|开设|组织|培训|招收?|查处|受理|处理|印发|出动|购置?|添置|配备|引进|签订?|荣?获|获得|赢得|拆除?|撤并|设立|创建|由|从|成立|选派|下发|发放|检查|排查|整改|审计|启动|表彰|接待|捐赠)(?:了|过)?$"
)


def _counts(view: str, figure: Figure) -> bool:
    """Whether what stands before the figure says that something was counted."""
    return _COUNTING.search(view[max(0, figure.start - 6) : figure.start]) is not None


_DURATION_TOPIC = re.compile(
    r"(?:时间|时限|工期|周期|期限|时长|时数|日数|天数|年限|寿命|学时|住院日|学习|培训|进修|支教|脱产|服务|劳动|工作|停[炉机产电水课工运航业]|运行|缩短|缩|压缩|延长|减少|减为|增加|提高|降|推迟|超过|不少于|不足|不超过|不低于|历时|耗时|用时|需时|为期|长达|达|共|由|从|人均|年均|平均|至少|最长|最短|近|约|减|期|工龄|教龄|天气|假)"
    r"(?:了|到|至|为|达|达到|是|由|从|约|近|不超过|不少于|不低于|原来的|上年的|过去的|原|时间|[,])*$"
)
_BACKGROUND_AFTER = re.compile(r"以?内|之内|里|来|以来|后|之后|前|之前|间|期间|一|度|级|制|规划|计划|攻坚|行动|周年|多来|以上|左右的时间|的努力")
_LIMITED = re.compile(r"(?:以上|以下|以内|之内|左右|上下)(?![\u4e00-\u9fff])|以内|左右[,。;]")
_BACKGROUND_BEFORE = re.compile(r"(?:第|近|前|后|每|连续|再|过去|未来|今后|今|这|那|头|最近|上|下|整整|历经|经过|时隔|用|前后|在|于|隔)$")


def duration_reason(view: str, figure: Figure) -> Reason | None:
    """A length of time that is only the setting of what is reported: 三年内, 连续6年, 24小时值班."""
    before = view[max(0, figure.start - 10) : figure.start]
    after = view[figure.end : figure.end + 6]
    unit = figure.unit
    if unit is None:
        return None
    if unit.std_unit == "歲":
        cue = cue_after(view, figure.end)
        beyond = view[cue.end : cue.end + 1] if cue else after[:1]
        attributive = beyond and _HAN.match(beyond) is not None
        return "background" if attributive else None
    if _BACKGROUND_BEFORE.search(before):
        return "background"
    topic = _DURATION_TOPIC.search(before) is not None
    if topic and _LIMITED.match(after):
        return None
    return None if topic and not _BACKGROUND_AFTER.match(after) else "background"


def bare_reason(view: str, figure: Figure, sign: bool) -> Reason | None:
    """Whether a figure without unit may stand: with a scale, or where a cue or a verb of level makes it a value."""
    if sign or figure.form != "plain":
        return None
    following = view[figure.end : figure.end + 1]
    if is_bare_scale(view, figure):
        return "bare-scale"
    if figure.low is not None:
        written_range = figure.written.isascii() and not figure.scale
        limited = cue_before(view, figure.start) is not None or view.startswith("之间", figure.end)
        return "bare-number" if written_range and not limited else None
    if figure.scale:
        return None
    if cue_before(view, figure.start) is not None and not (following.isascii() and following.isalpha()):
        return None
    before = view[max(0, figure.start - 2) : figure.start]
    if before == "等于" or (before[-1:] == "比" and following in tuple("高低多少大小")):
        return None
    if cue_after(view, figure.end) is not None and cue_after(view, figure.end).bound in (">=", "<=") :  # type: ignore[union-attr]
        return None
    named = _NAMED_NUMBER.match(view, figure.end) is not None
    return "unknown-unit" if figure.written.isascii() and _HAN.match(following) and not named else "bare-number"


# 104国道, 3号线, 12345热线: the number is a name.
_NAMED_NUMBER = re.compile(
    r"[国省县乡]道|高速|[号路线级版代班届期楼室栋]|热线|专线|电话|次列车|平台|条例|计划|工程|小时[^内]|及|和|与|是|为|在|的|比|占|以|其|等|至|到|或|由|从|之|也|均|分别"
)
_ROUND = frozenset("十百千万亿")


def is_bare_scale(view: str, figure: Figure) -> bool:
    """百亿元企业, 千亿级: a scale word alone is a figure only beside a bound (稳定在万亿斤以上, 近百所)."""
    if figure.written[0] not in "百千万亿" or figure.form != "plain":
        return False
    if cue_before(view, figure.start, figure.written) is not None or cue_after(view, figure.end) is not None:
        return False
    return not figure.vague


def reason(view: str, figure: Figure, *, background: bool, region: Region | None, sign: bool) -> Reason | None:
    """Why a figure is no quantity; None where it is one. `background` keeps lengths of time that are only a setting."""
    if figure.form == "vague":
        return "vague-number"
    if background and figure.start == 0 and figure.end == len(view) and figure.unit is not None:
        # A text that is nothing but a figure means it.
        return None
    if figure.form == "rank":
        return None
    if figure.written == "半数" and cue_before(view, figure.start) is None and cue_after(view, figure.end) is None:
        return "vague-number"
    found = calendar(view, figure, region)
    if found is not None:
        return found
    if view[figure.start - 1 : figure.start] in _DENOMINATOR and figure.start:
        return "denominator"
    if _letter_before(view, figure):
        return "code"
    if figure.unit is None:
        return bare_reason(view, figure, sign)
    if is_bare_scale(view, figure):
        return "bare-scale"
    if figure.unit.surface == "番" and "翻" not in view[max(0, figure.start - 6) : figure.start]:
        return "article"
    if figure.unit.kind == "count":
        return count_reason(view, figure)
    if figure.unit.kind == "duration" and not background:
        return duration_reason(view, figure)
    return None
