"""Words by which a policy shows: what it is called, and what its rules, rights and duties speak of.

Data only; `policy/walls.py` weighs it against the signs of a wall, in the same seven languages and
notation; names are known in some more.
"""

from __future__ import annotations

from policy.wall_signs import group

POLICY_NAMES = group(
    """
    policy, policies, terms, conditions, agreement, guideline, statement, imprint, disclaimer,
    addendum, charter, code of conduct, acceptable use, subprocessor, sub processor, licen,
    eula, contract, legal notice, privacy notice, rules, beleid, voorwaarden, verklaring,
    overeenkomst, reglement, bedingungen, datenschutz, impressum, agb, richtlinie,
    vereinbarung, rechtliche, widerruf, politique, mentions légales, charte, cgu, cgv,
    règlement, confidentialité, contrat, política, politica, términos, condiciones,
    condizioni, informativa, termini, note legali, contratto, termos, condições, aviso legal,
    privacidade, privacidad, vilkår, villkor, betingelser, integritets, personvern,
    tietosuoja, ehdot, regulamin, polityka, prywatno, podmínky, zásady, adatvédelm, feltétel,
    szabályzat, termeni, confidențialitate, όροι, απορρήτου, условия, политика,
    конфиденциальн, gizlilik, koşul, プライバシー, 規約, 隐私, 隱私, 条款, 條款, 개인정보, 약관
    """
)
"""Parts of words by which titles and headings name a policy, as compounds do ("Privacybeleid")."""

WEAK_NAMES = group(
    """
    privacy, cookie, legal, copyright, trademark, données, gegevens, daten, datos, dati, dados
    """
)
"""Parts of words that name a policy where nothing speaks for a wall ("We value your privacy")."""

SUBSTANCE = group(
    """
    personal data, personal information, we collect, we process, your rights, your data, third
    parties, third party, these terms, this policy, this agreement, this notice, liable,
    liability, governing law, laws of, jurisdiction, courts, warrant*, terminat*, intellectual
    property, retain*, retention, controller, processor, processors, gdpr, opt out, refund*,
    indemni*, comply, applicable law, prohibited, publisher, confidential*, persoonsgegevens,
    gegevens, wij verzamelen, we verzamelen, verwerk*, deze voorwaarden, dit beleid,
    overeenkomst, aansprakelijk*, derden, rechten, toestemming, bewaren, bewaart*, wettelijk*,
    bevoegd*, opzeg*, intellectuele eigendom, personenbezogen*, personenbezogene daten,
    verarbeit*, haftung, haften, haftet, vertrag*, rechte, einwilligung, dritte, dritten,
    kündig*, gerichtsstand, verantwortlich*, dsgvo, gesetz*, diese bedingungen, données
    personnelles, données à caractère, nous collectons, nous traitons, vos droits, les
    présentes, responsabilité, tiers, consentement, contrat, droit applicable, résili*, loi,
    datos personales, tratamiento, derechos, responsable, terceros, consentimiento, contrato,
    estas condiciones, ley, responsabilidad, dati personali, trattamento, diritti, titolare,
    terzi, consenso, contratto, presenti condizioni, legge, responsabilità, dados pessoais,
    tratamento, direitos, terceiros, consentimento, estas condições, lei, responsabilidade
    """
)
"""Words that policies are made of and other pages seldom hold."""

RULES_AND_RIGHTS = group(
    """
    we use, we may, we will, we do not, we don t, we share, you may, you must, you agree, you
    can, you should, gebruiker*, wij gebruiken, we gebruiken, u mag, u kunt, u moet, je mag,
    je kunt, wij kunnen, we kunnen, daten, nutzer*, wir verwenden, wir erheben, wir können,
    sie können, sie dürfen, données, utilisateur*, conservation, nous utilisons, nous pouvons,
    vous pouvez, vous devez, usuario*, condiciones, puede, podemos, debe, utent*, condizioni,
    può, possiamo, deve, condições, usuário*, utilizador*, pode, coleta*
    """
)
"""Words that a rule, a right or a duty is written with, and advertising as well."""
