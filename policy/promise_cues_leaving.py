"""Cues of the ways out of a change; see `promise_cues`."""

from __future__ import annotations

from typing import Final

LEAVING: Final[dict[str, tuple[str, ...]]] = {
    "may_leave": (
        r"\b(?:may|can|could|entitled to|right to|free to) (?:\w+ ){0,3}(?:terminat|cancel|reject"
        r"|withdraw)"
        r"\w{0,4}\b",
    ),
    "exit_terminate": (
        r"\b(?:recht|berechtigt)\b.*\bkundig",
        r"\bterminat(?:e|ion|ing|ed)\b|\brescind\b|\bend (?:your|this|the) (?:\w+ )?(?:agreement|"
        r"contract|membership|subscription)|\bwithdraw from",
        r"\b(?:opzeg\w{0,12}|op te zeggen|zeg\w{0,2} (?:\w+ ){0,6}op|be.?eindig\w{0,3}|"
        r"ontbind\w{0,4}|te be.?eindigen|herroep\w{0,3})\b",
        r"\bresili\w{1,8}|\bmettre (?:fin|un terme) (?:a|au)|\brompre|\bdenonc\w{1,4}",
        r"\b(?:ge)?kundig\w{0,5}|\b(?:sonder|vertrags|zu)?kundigung\w{0,8}|\bbeend(?:en|igung"
        r"|igen)\b|\brucktritt",
    ),
    "exit_cancel": (
        r"\bcancel(?:s|led|ling|lation)?\b|\bannuler(?:en)?\b|\bstornier\w{1,3}",
    ),
    "exit_stop": (
        r"\b(?:stop|cease|discontinue|quit|refrain from|avoid) (?:\w+ ){0,4}(?:us(?:e|ing|age)|"
        r"access\w{0,3})\b|\b(?:must|should|may|shall|can|please|then) (?:\w+ )?(?:not|"
        r"no longer) (?:\w+ ){0,2}(?:use|access|continue)\b|\bdo not (?:continue|use|access)\b|"
        r"\b(?:stop|cease) (?:\w+ ){0,2}use|\bleave the (?:service|site|platform)",
        r"\b(?:stop\w{0,2}|staken|staakt|beeindigen) (?:\w+ ){0,5}gebruik\w{0,2}|"
        r"\bgebruik (?:\w+ ){0,5}(?:staken|stoppen|stop te zetten|stopzetten|beeindigen)|"
        r"\bniet (?:langer|meer|verder) (?:te )?gebruiken|\bgeen gebruik (?:meer )?(?:te )?maken",
        r"\b(?:cess\w{1,4}|arret\w{1,4}|ne (?:plus|pas)|renoncer|"
        r"interrompre) (?:\w+[' ]){0,5}(?:utilis\w{1,6}|usage|acceder)",
        r"\b(?:nicht (?:mehr|weiter|langer)|einstellen|einzustellen|"
        r"unterlassen)\b.*\b(?:nutz\w{0,4}|verwend\w{0,4})|\bnutzung (?:\w+ ){0,6}(?:einstellen|"
        r"einzustellen|beenden|unterlassen)|\bnicht (?:mehr|weiter|langer) nutzen",
    ),
    "exit_close": (
        r"\b(?:clos(?:e|ing)(?: out)?|delet(?:e|ing)|deactivat(?:e|ing)|remov(?:e|ing)|"
        r"cancel(?:ling)?) (?:\w+ ){0,4}(?:accounts?|profile|registration)\b",
        r"\b(?:account|profiel) (?:\w+ ){0,4}(?:te )?(?:sluiten|verwijderen|opheffen|beeindigen|"
        r"deactiveren)|\b(?:supprim\w{1,4}|ferm\w{1,4}|clotur\w{1,4}|"
        r"desactiv\w{1,4}) (?:\w+ ){0,3}compte|\b\w{0,8}konto\w? (?:\w+ ){0,6}(?:losch\w{1,3}|"
        r"schliess\w{1,3}|deaktivier\w{1,3})",
    ),
    "exit_object": (
        r"\bgebreke? (?:van|aan) (?:\w+ )?bezwaar|\b(?:failing|absence of|no"
        r"|without) (?:\w+ )?objection"
        r"|\bdefaut d'opposition|\bsans (?:\w+ )?opposition",
        r"\b(?:right|entitled|may|can|opportunity|able) (?:\w+ ){0,3}(?:to )?object\b|"
        r"\bright of objection|\bobject (?:\w+ ){0,4}(?:within|in writing|by)",
        r"\bbezwaar (?:te )?(?:maken|aantekenen|indienen|maakt|aantekent)|\bvous y? ?oppos(?:er|ez)"
        r"|\bmaakt (?:u|je) [^.;]*\bbezwaar|\bvous opposer|\bs'(?:y )?opposer|"
        r"\bdroit d'opposition|\bwiderspr\w{1,8}|\bwiderspruchsrecht"
        r"|\beinspruch\b|\beinwand\b[^.;]{0,30}\berheb|\beinwend(?:en|ungen)\b",
    ),
    "exit_reject": (
        r"\bfree to (?:reject|decline|refuse)\b",
        r"\b(?:may|can|right to|entitled to|option to|opportunity to|"
        r"choose to) (?:\w+ ){0,2}(?:reject|decline|refuse|opt out)\b|"
        r"\bdeclare whether you accept|\baccept or (?:reject|decline|refuse)|\bby rejecting|"
        r"\breject(?:ing)? the (?:\w+ )?(?:changes|amend)",
        r"\b(?:te )?weiger(?:en|t)\b|\bafwijz\w{1,3}|\b(?:droit de|peut|pouvez|possibilite de|"
        r"libre de) (?:\w+ ){0,2}refuser|\brefuser (?:les|la|ces|cette)|\bablehn(?:en|ung)\b|"
        r"\babzulehnen",
    ),
    "we_exit": (
        r"\b(?:we|company|provider) (?:\w+ ){0,6}(?:may|can|reserve|will|shall|has the right|"
        r"have the right) (?:\w+ ){0,8}(?:terminate|cancel|suspend|close|delete|discontinue|"
        r"stop)\b",
        r"\b(?:wij|we) (?:\w+ ){0,3}(?:kunnen|mogen) (?:\w+ ){0,8}(?:beeindigen|opzeggen)|"
        r"\bnous (?:\w+ ){0,2}(?:pouvons|reservons) (?:\w+ ){0,8}resilier|"
        r"\bwir (?:\w+ ){0,2}(?:konnen|durfen|sind berechtigt) (?:\w+ ){0,10}kundig",
    ),
    "exit_lost": (
        r"\bvervalt (?:\w+ ){0,4}(?:opzeg|recht)",
        r"\bright (?:\w+ ){0,4}(?:lapses|is waived|expires)",
    ),
}  # fmt: skip
