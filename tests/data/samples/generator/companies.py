"""The companies: none exists, nor does any town they are in. Numbers have right check digits, no owner."""

from tests.data.samples.generator.bill import Party
from tests.data.samples.generator.identifiers import iban, tax_id

BUYER_DE = Party(
    name="Pilotenfisch Handels GmbH",
    address=("Am Alten Speicher 4", "09999 Lindenquell"),
    country="DE",
    tax_id=tax_id("DE", "99900201"),
)
BUYER_GB = Party(
    name="Pelham Otter Trading Ltd",
    address=("Unit 7, Larch Yard", "Wexcombe ZZ9 4QQ"),
    country="GB",
    tax_id=tax_id("GB", "9990021"),
)
BUYER_US = Party(
    name="Blue Heron Outfitters Inc.",
    address=("400 Fictional Parkway, Suite 12", "Nowhere Falls, ZZ 00001"),
    country="US",
)
BUYER_FR = Party(
    name="Comptoir du Héron SARL",
    address=("8 quai des Brumes", "99999 Valmirande-sur-Orle"),
    country="FR",
    tax_id=tax_id("FR", "99900022"),
)
BUYER_ES = Party(
    name="Garza Azul Distribuciones S.L.",
    address=("Calle del Olmo 14", "99999 Villaquieta"),
    country="ES",
    tax_id=tax_id("ES", "B9990022"),
)
BUYER_IT = Party(
    name="Airone Forniture S.r.l.",
    address=("Via delle Nebbie 3", "99999 Borgoquieto (ZZ)"),
    country="IT",
    tax_id=tax_id("IT", "9990002200"),
)
BUYER_NL = Party(
    name="Reigerhof Handel B.V.",
    address=("Wilgenpad 22", "9999 ZZ Stilwater"),
    country="NL",
    tax_id=tax_id("NL", "99900221"),
)
BUYER_PT = Party(
    name="Garça Real Comércio, Lda.",
    address=("Rua das Oliveiras 31", "9999-999 Vila Serena"),
    country="PT",
    tax_id=tax_id("PT", "99900022"),
)
BUYER_PL = Party(
    name="Czapla Błękitna Sp. z o.o.",
    address=("ul. Źródlana 6", "99-999 Cichobrzeg"),
    country="PL",
    tax_id=tax_id("PL", "999000221"),
)
BUYER_SE = Party(
    name="Blåhäger Handel AB",
    address=("Björkstigen 5", "999 99 Stillhamn"),
    country="SE",
    tax_id=tax_id("SE", "999000221"),
)
BUYER_DK = Party(
    name="Fiskehejre Engros ApS",
    address=("Ærtevej 17", "9999 Nørrequell"),
    country="DK",
    tax_id=tax_id("DK", "9990022"),
)
BUYER_CH = Party(
    name="Graureiher Treuhand AG",
    address=("Mühlegasse 2", "9999 Stillenthal"),
    country="CH",
    tax_id=tax_id("CH", "99900221"),
)

PAPER_DE = Party(
    name="Muxelhain Bürobedarf GmbH",
    address=("Papiermühlenweg 12", "09998 Erlenwinkel"),
    country="DE",
    tax_id=tax_id("DE", "99900101"),
    ibans=(iban("DE", "999900000000100101"),),
    bic="MUXHDEZZXXX",
    email="rechnung@muxelhain.example",
    phone="Tel. 00999 10 10 10",
)
WIRING_DE = Party(
    name="Kranzweiler Elektrotechnik GmbH & Co. KG",
    address=("Gewerbering 31", "09997 Ahornbrück"),
    country="DE",
    tax_id=tax_id("DE", "99900102"),
    ibans=(iban("DE", "999900000000100102"),),
    bic="KRWEDEZZXXX",
    email="buchhaltung@kranzweiler.example",
    phone="Tel. 00999 20 20 20",
)
POWER_DE = Party(
    name="Lichtquell Stadtwerke Erlenwinkel AG",
    address=("Umspannstraße 1", "09998 Erlenwinkel"),
    country="DE",
    tax_id=tax_id("DE", "99900103"),
    ibans=(iban("DE", "999900000000100103"),),
    bic="LIQUDEZZXXX",
    email="service@lichtquell.example",
    phone="Tel. 00999 30 30 30",
)
BAKERY_DE = Party(
    name="Backhaus Zimtstern e. K.",
    address=("Marktplatz 3", "09998 Erlenwinkel"),
    country="DE",
    tax_id=tax_id("DE", "99900104"),
    ibans=(iban("DE", "999900000000100104"),),
    email="hallo@zimtstern-backhaus.example",
)
CLOUD_GB = Party(
    name="Marrowby Cloud Services Ltd",
    address=("2 Foundry Lane", "Wexcombe ZZ9 1AB"),
    country="GB",
    tax_id=tax_id("GB", "9990011"),
    ibans=(iban("GB", "MARR99999900100111"),),
    bic="MARRGBZZXXX",
    email="billing@marrowby.example",
    phone="+44 9999 100 111",
)
TOOLS_GB = Party(
    name="Thistle & Anvil Supplies Ltd",
    address=("Old Forge, Mill Road", "Caldermoor ZZ8 2CD"),
    country="GB",
    tax_id=tax_id("GB", "9990012"),
    ibans=(
        iban("GB", "THIS99999900100121"),
        iban("DE", "999900000000100121"),
        iban("FR", "99999999990000010012199"),
    ),
    bic="THISGBZZXXX",
    email="accounts@thistleanvil.example",
    phone="+44 9999 100 121",
)
MOVED_GB = Party(
    name="Kestrel Row Logistics Ltd",
    address=("Dock 9, Harbour Way", "Saltmere ZZ7 3EF"),
    country="GB",
    tax_id=tax_id("GB", "9990013"),
    ibans=(iban("GB", "KEST99999900100131"),),
    bic="KESTGBZZXXX",
    email="finance@kestrelrow.example",
    phone="+44 9999 100 131",
)
HARDWARE_US = Party(
    name="Copper Gulch Hardware LLC",
    address=("17 Imaginary Avenue", "Sagebrush Hollow, ZZ 00002"),
    country="US",
    email="ar@coppergulch.example",
    phone="(999) 555-0142",
)
PRINT_FR = Party(
    name="Imprimerie de la Lune Rousse SAS",
    address=("15 rue des Typographes", "99998 Brumeval"),
    country="FR",
    tax_id=tax_id("FR", "99900012"),
    ibans=(iban("FR", "99999999990000010012299"),),
    bic="LUROFRZZXXX",
    email="compta@lunerousse.example",
    phone="Tél. 09 99 10 01 22",
)
FOOD_FR = Party(
    name="Les Vergers d'Aubeclaire SARL",
    address=("Chemin des Pommiers", "99997 Aubeclaire"),
    country="FR",
    tax_id=tax_id("FR", "99900013"),
    ibans=(iban("FR", "99999999990000010013299"),),
    bic="AUBEFRZZXXX",
    email="factures@aubeclaire.example",
)
CLEANING_ES = Party(
    name="Limpiezas Mar de Niebla S.L.",
    address=("Avenida de los Tilos 40", "99998 Puertocalmo"),
    country="ES",
    tax_id=tax_id("ES", "B9990012"),
    ibans=(iban("ES", "99999999990000100122"),),
    bic="NIEBESZZXXX",
    email="facturas@mardeniebla.example",
    phone="Tel. 999 100 122",
)
FOOD_IT = Party(
    name="Officine Tramontana S.p.A.",
    address=("Corso dei Venti 88", "99998 Montequieto (ZZ)"),
    country="IT",
    tax_id=tax_id("IT", "9990001200"),
    ibans=(iban("IT", "X9999999999000000100122"),),
    bic="TRAMITZZXXX",
    email="fatture@tramontana.example",
    phone="Tel. 0999 100122",
)
CAFE_IT = Party(
    name="Caffè della Torre Storta",
    address=("Piazza del Gallo 1", "99997 Borgolento (ZZ)"),
    country="IT",
    tax_id=tax_id("IT", "9990001300"),
)
HOSTING_NL = Party(
    name="Wolkenveer Hosting B.V.",
    address=("Molenkade 8", "9998 ZZ Veenwolde"),
    country="NL",
    tax_id=tax_id("NL", "99900121"),
    ibans=(iban("NL", "WOLK0999001221"),),
    bic="WOLKNLZZXXX",
    email="facturen@wolkenveer.example",
    phone="+31 99 100 12 21",
)
CORK_PT = Party(
    name="Cortiças do Vale Manso, S.A.",
    address=("Estrada da Serra 210", "9998-998 Vale Manso"),
    country="PT",
    tax_id=tax_id("PT", "99900012"),
    ibans=(iban("PT", "999999990000100122199"),),
    bic="MANSPTZZXXX",
    email="faturas@valemanso.example",
)
GLASS_PL = Party(
    name="Huta Szkła Żurawina Sp. z o.o.",
    address=("ul. Świętojańska 12", "99-998 Górki Łąkowe"),
    country="PL",
    tax_id=tax_id("PL", "999000122"),
    ibans=(iban("PL", "999999990000000000100122"),),
    bic="ZURAPLZZXXX",
    email="faktury@zurawina.example",
)
TIMBER_SE = Party(
    name="Åkerlunda Träteknik AB",
    address=("Sågverksvägen 3", "999 98 Granköping"),
    country="SE",
    tax_id=tax_id("SE", "999000121"),
    ibans=(iban("SE", "99900000000001001221"),),
    bic="AKERSEZZXXX",
    email="faktura@akerlunda.example",
)
BIKES_DK = Party(
    name="Snørklet Cykelværk A/S",
    address=("Åhavevej 8", "9998 Sønderquell"),
    country="DK",
    tax_id=tax_id("DK", "9990012"),
    ibans=(iban("DK", "99990000100122"),),
    bic="SNORDKZZXXX",
    email="faktura@cykelvaerk.example",
)
WATCHES_CH = Party(
    name="Zytglanz Präzision AG",
    address=("Industriestrasse 44", "9998 Oberzyt"),
    country="CH",
    tax_id=tax_id("CH", "99900121"),
    ibans=(iban("CH", "99999000001001221"),),
    bic="ZYTGCHZZXXX",
    email="debitoren@zytglanz.example",
)
SENSORS_JP = Party(
    name="Hoshizora Keisoku K.K.",
    address=("9-9-9 Kaze-machi, Yumeno-ku", "Hoshimi 999-9999, Japan"),
    country="JP",
    tax_id=tax_id("JP", "999000100122"),
    email="billing@hoshizora.example",
)
