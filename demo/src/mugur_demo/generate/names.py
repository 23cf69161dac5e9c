"""Latvian names of today: lists curated for the demonstration, family names in their two forms."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FEMALE = _words(
    "Adele Agate Agnese Aleksandra Alise Amanda Amēlija Anete Anna Annija Arta Asnate Beāte Betija Dace Daniela "
    "Dārta Diāna Dita Dora Elīna Elīza Elza Emīlija Enija Ērika Estere Evelīna Gabriela Grēta Ieva Ilze Inese Justīne "
    "Karlīna Katrīna Kristiāna Krista Laima Laura Letīcija Lība Līga Liene Luīze Madara Maija Marta Megija Melisa "
    "Monta Nellija Nikola Paula Rēzija Rūta Sanija Sintija Sofija Viktorija"
)
MALE = _words(
    "Adrians Aleksandrs Alekss Andris Artis Artūrs Augusts Bruno Dāvis Daniels Dominiks Edgars Eduards Edvards Emīls "
    "Ernests Filips Francis Gatis Gustavs Haralds Henrijs Ingus Jānis Jēkabs Jorens Kārlis Kristaps Kristers Kristians "
    "Lauris Leo Linards Lūkass Mārcis Mārtiņš Markuss Matīss Mikus Miks Niklāvs Nauris Olivers Oskars Otto Patriks "
    "Pauls Pēteris Ralfs Raivo Reinis Rihards Roberts Rūdolfs Sandis Teodors Toms Valters Viesturs Voldemārs"
)

_MASCULINE = _words(
    "Āboliņš Alksnis Apinis Arājs Auniņš Avotiņš Baltiņš Balodis Bērziņš Birznieks Bite Blūms Briedis Brūveris Bukšs "
    "Celmiņš Caune Cielēns Cīrulis Dambis Dārznieks Dimants Dombrovskis Dreimanis Dūmiņš Dzenis Dzērve Eglītis "
    "Endziņš Ērglis Feldmanis Freibergs Gailis Gailītis Graudiņš Grīnbergs Gulbis Hofmanis Indriksons Irbe Jansons "
    "Jaunzems Jēkabsons Kalējs Kalniņš Kalnietis Kārkliņš Kauliņš Kļaviņš Krastiņš Krauklis Krēsliņš Krūmiņš Kronbergs "
    "Krievs Kundziņš Lapiņš Lapsa Lācis Laiviņš Leitis Lejnieks Liepiņš Liepa Līdaka Mednis Melderis Mežulis "
    "Miezītis Mucenieks Muižnieks Neimanis Niedre Ozoliņš Ozols Paegle Pētersons Petrovs Plūme Podnieks Priede "
    "Priedītis Puriņš Putniņš Pūce Rācenis Riekstiņš Rozenbergs Roze Rozītis Rudzītis Rubenis Saulītis Siliņš "
    "Skuja Skujiņš Sproģis Stalts Strautiņš Strazdiņš Straume Šmits Šteinbergs Šulcs Tauriņš Tomsons Treimanis "
    "Turiņš Ūdris Upītis Upmanis Vanags Vasks Veinbergs Vilciņš Vītoliņš Vītols Zaķis Zālītis Zariņš Zeltiņš Ziediņš "
    "Zīle Zvaigzne Zvirbulis Žagars"
)


def feminine(family: str) -> str:
    """Give the form of a Latvian family name that a woman bears: Kalniņš → Kalniņa, Eglītis → Eglīte."""
    for ending, form in (("sons", "sone"), ("nieks", "niece"), ("skis", "ska")):
        if family.endswith(ending):
            return family.removesuffix(ending) + form
    if family.endswith("ņš"):
        return family[:-1] + "a"
    if family.endswith("is"):
        return family[:-2] + "e"
    if family.endswith(("s", "š")):
        return family[:-1] + "a"
    return family


FAMILIES: tuple[tuple[str, str], ...] = tuple((name, feminine(name)) for name in dict.fromkeys(_MASCULINE))
"""Pairs (masculine, feminine); names that serve both sexes have the same form twice."""


NAMED: dict[str, tuple[str, str, str]] = {
    "A. B.": ("Artis", "Bērziņš", "M"),
    "C. D.": ("Cecīlija", "Dombrovska", "F"),
    "E. F.": ("Emīls", "Feldmanis", "M"),
    "G. H.": ("Gustavs", "Hofmanis", "M"),
    "N. O.": ("Niklāvs", "Ozols", "M"),
    "I. J.": ("Ieva", "Jansone", "F"),
    "J. Z.": ("Justīne", "Zariņa", "F"),
    "P. R.": ("Patriks", "Rozītis", "M"),
    "T. Z.": ("Toms", "Zālītis", "M"),
    "U. V.": ("Una", "Vītola", "F"),
    "R. S.": ("Roberts", "Siliņš", "M"),
    "L. P.": ("Laura", "Priedīte", "F"),
    "K. M.": ("Karlīna", "Miezīte", "F"),
    "S. Ā.": ("Sandis", "Āboliņš", "M"),
    "A. Z.": ("Annija", "Zvirbule", "F"),
    "Š. T.": ("Šarlote", "Tauriņa", "F"),
    "W. X.": ("Wiktoria", "Xenaki", "F"),
}
"""Learners of the story by their initials: given name, family name, sex."""

NAMED_STAFF: tuple[tuple[str, str, str, str, str], ...] = (
    ("K. L.", "Katrīna", "Liepa", "F", "class_teacher"),
    ("M. K.", "Maija", "Kļaviņa", "F", "social_pedagogue"),
    ("O. P.", "Oskars", "Puriņš", "M", "teacher_assistant"),
    ("D. R.", "Dace", "Rudzīte", "F", "school_coordinator"),
    ("M. N.", "Mārtiņš", "Neimanis", "M", "teacher"),
    ("S. T.", "Sandis", "Tomsons", "M", "teacher"),
)
"""Staff of the vocational school of Aizkraukle who act in the story: initials, given, family, sex, role."""

GUARDIAN_RH = ("Rūta", "Hofmane", "F")
"""R. H., guardian of G. H."""
