"""Companies as accounts departments meet them: legal forms, umlauts, sisters, names that repeat."""

from dataclasses import dataclass, replace

from shared.domain.identifiers import tax_id_is_valid
from shared.domain.names import normalise_name

STEMS = (
    "Nordlicht Hansa Müller Schäfer Weiß Köhler Bergmann Alpin Rhein Elbe Isar Donau Vogel Krüger Jäger "
    "Lindt Baltic Atlas Orion Vega Castor Pollux Merkur Phönix Adler Falke Luchs Eiche Ahorn Linde "
    "Granit Basalt Quarz Opal Saphir Delta Omega Sigma Novum Primus Tertia Bauer Fischer Weber Wagner "
    "Becker Hoffmann Koch Richter Klein Wolf Schröder Neumann Braun Zimmermann Hartmann Lange Krause "
    "Lehmann Maier Köster Brandt Dupont Lefèvre Moreau Rossi Bianchi Conti Jansen Visser Bakker "
    "Kowalski Nowak Østergaard Sørensen Smith Harper Bennett Clarke Doyle Fletcher Garner Hollis Ingram "
    "Keller Larsen Mertens Nagel Ostermann Pfeiffer"
).split()

TRADES = {
    "office": "Bürobedarf Papier Bürotechnik Officeservice".split(),
    "cloud": "Hosting Datacenter Cloudservice Systemhaus".split(),
    "telecom": "Telekommunikation Mobilfunk Netze Breitband".split(),
    "energy": "Stadtwerke Energie Strom Gasversorgung".split(),
    "cleaning": "Gebäudereinigung Reinigung Facility Hygiene".split(),
    "freight": "Spedition Logistik Transporte Kurierdienst".split(),
    "legal": "Rechtsanwälte Steuerberatung Notare Kanzlei".split(),
    "building": "Baustoffe Bauservice Dachdecker Elektrotechnik".split(),
    "food": "Catering Getränke Feinkost Bäckerei".split(),
    "vehicles": "Autohaus Leasing Reifendienst Tankstellen".split(),
    "marketing": "Werbeagentur Druckerei Medien Messebau".split(),
    "hardware": "Computer Elektronik Netzwerktechnik Hardware".split(),
}

COUNTRIES = {
    "DE": ("GmbH", "GmbH & Co. KG", "AG", "e.K.", "UG (haftungsbeschränkt)", "OHG"),
    "AT": ("GmbH", "KG", "OG"),
    "NL": ("B.V.", "N.V."),
    "FR": ("SARL", "SAS", "SA"),
    "IT": ("S.r.l.", "S.p.A."),
    "PL": ("Sp. z o.o.", "S.A."),
    "GB": ("Ltd", "plc", "LLP"),
}
STREETS = "Hauptstraße Lindenweg Bahnhofstraße Industriering Hafenkai Marktplatz Gartenweg Schulweg".split()
TOWNS = "Hamburg Wien Utrecht Lyon Torino Gdańsk Leeds München Köln Graz".split()
PUBLIC_MAIL = "gmx.de gmail.com t-online.de".split()


@dataclass(frozen=True)
class Company:
    """What a company prints on its invoices."""

    name: str
    trade: str
    country: str
    tax_id: str | None
    iban: str | None
    email: str | None
    phone: str | None
    address: str | None
    register: str | None = None


def company(random, trade=None, country=None):
    """Return a company that never was, with numbers that prove themselves."""
    trade = trade or random.choice(sorted(TRADES))
    country = country or random.choices(list(COUNTRIES), (12, 2, 2, 1, 1, 1, 2))[0]
    stem = random.choice(STEMS)
    second = random.choice((f" {random.choice(STEMS)}", "", "", f" & {random.choice(STEMS)}"))
    name = f"{stem}{second} {random.choice(TRADES[trade])}"
    return Company(
        name=f"{name} {random.choice(COUNTRIES[country])}",
        trade=trade,
        country=country,
        tax_id=tax_id(random, country) if random.random() > 0.12 else None,
        iban=iban(random, country) if random.random() > 0.05 else None,
        email=_email(random, name) if random.random() > 0.3 else None,
        phone=f"+{random.randint(30, 49)} {random.randint(100, 999)} {random.randint(10**5, 10**7)}"
        if random.random() > 0.3
        else None,
        address=address(random) if random.random() > 0.08 else None,
    )


def sister(random, of):
    """Return another company of the same house: one account, one mail domain, another name and tax id."""
    stem = of.name.split()[0]
    trade = random.choice([each for each in sorted(TRADES) if each != of.trade])
    form = random.choice(COUNTRIES[of.country])
    return replace(
        of,
        name=f"{stem} {random.choice(TRADES[trade])} {form}",
        trade=trade,
        tax_id=tax_id(random, of.country) if of.tax_id else None,
    )


def renamed(random, of):
    """Return the company under a new name, as after a sale."""
    fresh = company(random, of.trade, of.country)
    return replace(of, name=fresh.name)


def moved(random, of):
    """Return the company at another place."""
    return replace(of, address=address(random))


def address(random):
    """Return a postal address in one line."""
    street = f"{random.choice(STREETS)} {random.randint(1, 180)}"
    return f"{street}, {random.randint(10000, 99999)} {random.choice(TOWNS)}"


def tax_id(random, country):
    """Return a tax identifier whose check digits hold."""
    forms = {
        "DE": "DE{:09d}",
        "AT": "ATU{:08d}",
        "NL": "NL{:09d}B01",
        "FR": "FR{:011d}",
        "IT": "IT{:011d}",
        "PL": "PL{:010d}",
        "GB": "GB{:09d}",
    }
    digits = {"AT": 8, "DE": 9, "NL": 9, "FR": 11, "IT": 11, "PL": 10, "GB": 9}[country]
    while True:
        value = forms[country].format(random.randint(10 ** (digits - 1), 10**digits - 1))
        if tax_id_is_valid(value):
            return value


def iban(random, country="DE"):
    """Return an account number whose check digits hold."""
    lengths = {"DE": 22, "AT": 20, "NL": 18, "FR": 27, "IT": 27, "PL": 28, "GB": 22}
    body = "".join(random.choice("0123456789") for _ in range(lengths[country] - 4))
    letters = "".join(str(int(letter, 36)) for letter in f"{body}{country}00")
    return f"{country}{98 - int(letters) % 97:02d}{body}"


def _email(random, name):
    plain = normalise_name(name).replace(" ", "-")
    if random.random() < 0.12:
        return f"{plain[:12]}@{random.choice(PUBLIC_MAIL)}"
    return f"rechnung@{plain}.example"
