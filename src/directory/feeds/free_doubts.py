"""The words that limit or blur the times beside them, in English and Spanish, as one pattern.

A text with one of them is left in words as a whole: what is read without it would be wrong in some
weeks. A word is here when leaving it out could send people to a locked door; that it costs a
reading here and there ("Spring Street") is the cheaper mistake.
"""

_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|march|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto"
    r"|septiembre|octubre|noviembre|diciembre|mar"
)
DOUBTS = rf"""
(?:{_MONTHS})|(?:19|20)\d\d|summer|winter|spring|autumn|fall|season\w*|school|semester|year|week
|verano|invierno|weeks|month|months|except\w*|exclud\w*|besides|but|not|excepto|salvo|menos
|no\ (?:meetings?|groups?|services?|classes)|unless|before|after|prior|antes|despues|if|usually
|sometimes|some|approx\w*|about|around|circa|var(?:y|ies|iable|ied)|chang\w+|other|odd|even
|alternat\w+|(?:bi|semi|tri)-?\ ?weekly|(?:bi|semi|tri)-?\ ?monthly|fortnight\w*|twice|once
|quarterly|yearly|annual\w*|penultimate|rotat\w+|otro|otra|alternos?|alternas?|i{{2,3}}|iv
|start(?:s|ing)?|begin(?:s|ning)?|ends|ending|effective|resum\w+|doors?|lunch|break|temporar\w+
|suspended|cancel\w*|hiatus|quincenal\w*|cada\ dos|minutes?|mins?|horas?|hours?\ before
|close|closes|closing|close[sd]?\ (?:at|by|early)|shuts?|later?|earlier|deadline|curfew|cut-?\ ?off
|check-?\ ?in|sign-?\ ?(?:in|up)|registration|arriv(?:e|al)|breaks
|tba|tbd|tentativ\w+|pending|possibl[ey]|maybe|probably|perhaps|ish|unsure|unconfirmed
|on\ hold|paused?|discontinu\w+|no\ longer|was|were|former\w*|previous\w*|used\ to|now|moved|moving
|postponed|ended|stopped|inactive|on-?\ ?hold|antes\ de|pausad[oa]|cancelad[oa]
|thanksgiving|christmas|xmas|easter|hanukkah|ramadan|lent|advent|halloween|eve|during|while
|new\ years?|navidad|cuaresma|semana\ santa|durante|weather|permitting|demand|request
|availab\w+|limited|term|tfn|as\ needed
|(?:good|black|holy|palm|ash|fat|shrove|giving|cyber)\ (?:mon|tues|wednes|thurs|fri|satur|sun)day
|between|entre|respectively|per|[ap]m|eow|qow|eo|e\.o|bi-?\ ?wkly|mos?|wks?
|utc|gmt|zulu|bst|ist|cet|cest|aest|aedt|jst|nzst|nzdt|hst|akst|akdt|msk|sast
"""
"""Alternatives in verbose syntax, for folded text (lower case, without accents)."""
