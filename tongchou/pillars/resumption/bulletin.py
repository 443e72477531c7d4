"""What the bulletin says of resumption: rates by class, the way, workers' health, what is done."""

from __future__ import annotations

from tongchou.base.refusals import words
from tongchou.bulletin.paragraphs import FigureTable, Paragraph, PlaceTable, Public, Section, Sentence, register_section

RATES = Paragraph.of(
    Sentence(
        words(
            "在冊企業%(resumption_enterprises)s戶，已復工%(resumption_resumed)s戶，復工率%(resumption_rate)s，"
            "當日復工%(resumption_resumed_today)s戶。"
        ),
        about=words("企業復工"),
    ),
    Sentence(
        words(
            "規模以上企業%(resumption_above_scale)s戶，已復工%(resumption_above_scale_resumed)s戶，"
            "復工率%(resumption_above_scale_rate)s；"
            "規模以下企業%(resumption_below_scale)s戶，已復工%(resumption_below_scale_resumed)s戶，"
            "復工率%(resumption_below_scale_rate)s。"
        ),
        about=words("按規模的復工率"),
    ),
    Sentence(words("已復工的企業中，龍頭企業%(resumption_leading_resumed)s家。"), about=words("龍頭企業")),
    head=words("復工情況"),
)
WAY = Paragraph.of(
    Sentence(
        words(
            "復工分%(resumption_stages)s個環節，材料%(resumption_papers)s份，每份只交一次；"
            "已向%(resumption_told)s戶一次告知清單和聯繫人，重複答覆%(resumption_asked_twice)s次。"
        ),
        about=words("辦理環節"),
    ),
    head=words("辦理環節"),
)
STAGES = FigureTable(
    words("企業所在環節（各項之和等於在冊企業）"),
    (
        "resumption_at_consultation",
        "resumption_at_application",
        "resumption_at_inspection",
        "resumption_at_management",
        "resumption_at_reporting",
        "resumption_at_refused",
        "resumption_at_suspended",
        "resumption_at_shut",
    ),
    total="resumption_enterprises",
)
HEALTH = Paragraph.of(
    Sentence(
        words(
            "職工健康情況實行日報，當日收到%(resumption_sheets_received)s戶，累計未報%(resumption_sheets_silent)s戶次。"
        ),
        about=words("職工健康日報"),
    ),
    Sentence(
        words(
            "職工總數%(resumption_staff)s人，監測%(resumption_monitored)s人，已排除%(resumption_cleared)s人，"
            "異常%(resumption_abnormal)s人，企業臨時隔離%(resumption_isolating)s人。"
        ),
        about=words("職工健康"),
    ),
    Sentence(words("本縣職工在家門口就業%(resumption_local_jobs)s人。"), about=words("家門口就業")),
    head=words("職工健康"),
)
SERVICE = Paragraph.of(
    Sentence(
        words("一企一策一專班%(resumption_served)s戶，企業服務網格%(resumption_cells)s個。"),
        about=words("一企一策一專班"),
    ),
    Sentence(
        words(
            "企業困難已答覆%(difficulties_answered)s件，其中辦結%(difficulties_settled)s件，待答覆%(difficulties_raised)s件。"
        ),
        about=words("企業困難"),
    ),
    Sentence(words("當日抽查%(spot_checks_today)s戶，待整改%(spot_checks_to_mend)s件。"), about=words("抽查")),
    head=words("服務與抽查"),
)
VENUES = Paragraph.of(
    Sentence(
        words("公共場所按類別有序開放，可開放%(venues_kinds_open)s類，在冊%(venues_all)s家，已開放%(venues_open)s家。"),
        about=words("公共場所"),
    ),
    head=words("公共場所開放"),
)
POLICIES = Paragraph.of(
    Sentence(
        words("可用政策%(resumption_policies)s項，其中省支持企業措施%(resumption_measures_province)s條。"),
        about=words("支持政策"),
    ),
    Sentence(
        words("累計發放優惠利率貸款%(loans_granted)s元，其中央行專項再貸款%(loans_relending)s元。"), about=words("貸款")
    ),
    head=words("政策與貸款"),
)
BY_TOWN = PlaceTable(
    words("各鎮（街道）復工情況"),
    ("resumption_enterprises", "resumption_resumed", "resumption_rate", "resumption_staff", "resumption_abnormal"),
)

register_section(
    Section(
        60,
        words("復工復產"),
        paragraphs=(RATES, WAY, STAGES, HEALTH, SERVICE, VENUES, POLICIES, BY_TOWN),
        public=Public(exact=(RATES, WAY, VENUES, POLICIES)),
    )
)
