"""
Words by which spending is told apart, by segment of the UNSPSC (two-digit top level, UNv260801).

Beginnings of words, folded, in the languages of the text reader; `papier` finds `papierhandtuch` too. A word
that stands under several segments counts less for each.
"""

SEGMENTS: dict[str, tuple[str, str]] = {
    "14": (
        "Paper materials and products",
        "papier paper ordner karton papel carta envelope umschlag briefumschl etikett label kopierp",
    ),
    "15": (
        "Fuels and lubricants",
        (
            "diesel benzin petrol fuel kraftstoff tanken tankstell tankkart heizol heating motorol carburant "
            "gasolio carburante brandstof paliw adblue super"
        ),
    ),
    "24": (
        "Material handling and storage",
        (
            "palette pallet gabelstapler forklift regal lagerbox verpackung packaging emballage imballag "
            "verpakking folie stretch opakowan"
        ),
    ),
    "25": (
        "Vehicles and their parts",
        (
            "reifen tyre tire winterreifen pkw auto vehicle fahrzeug car van lkw truck bremse pneu gomme "
            "banden opon ersatzteil autohaus"
        ),
    ),
    "26": ("Power and cables", "kabel cable batterie battery generator akku solar photovoltaik cavo stecker"),
    "27": ("Tools", "werkzeug tool bohrer schraubend hammer drill utensil gereedschap narzedz outil"),
    "30": (
        "Building materials",
        (
            "zement cement beton concrete holz timber ziegel damm insulation dachziegel baustoff "
            "mortel farbe "
            "legno bouwmat material budowlan fliesen gips"
        ),
    ),
    "31": ("Fasteners and small parts", "schraube screw bolt mutter dubel nagel vis vite srub dichtung"),
    "39": ("Lighting and electrics", "lampe lamp leuchte led licht light schalter switchgear steckdose"),
    "40": ("Heating, water and piping", "heizung pump ventil rohr pipe sanitar klima boiler riscaldamento"),
    "42": ("Medical equipment", "medizin medical verband maske handschuh praxis pflaster dental laryng"),
    "43": (
        "IT and telecommunications hardware and software",
        (
            "notebook laptop computer monitor switch router server hardware software lizenz license licence "
            "dockingstation tastatur keyboard mouse drucker printer smartphone handset ordinateur "
            "headset ssd "
            "tablet logiciel licentie subscription netzwerkt"
        ),
    ),
    "44": (
        "Office supplies",
        (
            "toner kugelschreiber buro office stift pen marker heftklammer locher fourniture kantoor "
            "cancelleria biurow notizblock schreib ordner kopierp"
        ),
    ),
    "46": ("Safety and security", "alarm feuerlosch sicherheit security schloss safety warnweste helm"),
    "47": (
        "Cleaning supplies",
        "reinigungsmittel seife soap putz detergent papierhandtuch mullbeutel sanitarbedarf handtuch nettoy",
    ),
    "50": (
        "Food and drink",
        (
            "kaffee coffee wasser water mineralwasser obst tee milk milch brot lebensmittel food "
            "getrank drink "
            "cafe obstkorb boisson bevand drank kawa zucker snack wein"
        ),
    ),
    "55": ("Published products", "buch book zeitschrift zeitung journal magazin abonnement fachliteratur"),
    "56": ("Furniture", "stuhl chair tisch desk schrank mobel furniture burostuhl sofa meuble meble"),
    "70": ("Farming and gardening", "garten garden pflanze winterdienst baumschnitt rasen jardin"),
    "72": (
        "Building, installation and repair",
        (
            "montage installation dachdecker elektroinstall renovier maler handwerk reparatur repair wartung "
            "maintenance umbau bauservice manutenz onderhoud elektrotechnik"
        ),
    ),
    "76": (
        "Cleaning and waste services",
        (
            "unterhaltsreinigung fensterreinigung grundreinigung reinigung cleaning entsorgung waste mull "
            "nettoyage pulizia schoonmaak sprzat abfall gebaudereinigung facility"
        ),
    ),
    "78": (
        "Transport, storage and mail",
        (
            "fracht freight versand shipping shipment paket parcel spedition maut toll express "
            "kurier courier "
            "delivery lieferkosten transport porto postage logistik livraison spedizione verzend"
        ),
    ),
    "80": (
        "Management, legal and personnel services",
        (
            "beratung consulting jahresabschluss buchfuhrung buchhaltung anwalt rechtsanw steuerberat notar "
            "vertrag legal audit lohn payroll personal recruiting zeitarbeit conseil consulenza "
            "advies ksiegow "
            "kanzlei miete rent loyer affitto huur"
        ),
    ),
    "81": (
        "Engineering and IT services",
        (
            "hosting cloud managed domain backup saas storage datacenter systemhaus support programmierung "
            "development entwicklung engineering planung vermessung webhosting it-service azure aws"
        ),
    ),
    "82": (
        "Advertising, print and design",
        (
            "flyer anzeige messe werbung advert druckerei design gestaltung marketing website grafik photo "
            "kampagne publicite pubblicita reclame reklam seo werbeagentur messestand banner"
        ),
    ),
    "83": (
        "Utilities and telecommunication services",
        (
            "strom gas netzentgelt energie abschlag grundpreis stadtwerk mobilfunk internet sip "
            "trunk roaming "
            "telefon phone broadband festnetz electric grundgebuhr electricite energia telekommunik abwasser "
            "fernwarme anschluss arbeitspreis"
        ),
    ),
    "84": (
        "Finance and insurance",
        (
            "versicherung insurance pramie leasing zins interest bank kontofuhrung assurance leasingrate "
            "assicuraz verzeker ubezpiecz kredit gebuhr"
        ),
    ),
    "85": ("Health services", "arzt doctor betriebsarzt untersuchung impfung health therapie"),
    "86": ("Education and training", "schulung training seminar kurs course fortbild weiterbild formation"),
    "90": (
        "Travel, food and lodging services",
        (
            "hotel flug flight bahn train taxi ubernacht restaurant catering reise travel "
            "bewirtung mittagscater "
            "event veranstalt parken parking voyage viaggio"
        ),
    ),
    "93": ("Public and political services", "steuer behorde gebuhrenbescheid gewerbeamt ihk beitrag kammer"),
    "94": ("Membership organisations", "mitgliedsbeitrag membership verband verein adhesion"),
}
"""Title and words of each segment."""
