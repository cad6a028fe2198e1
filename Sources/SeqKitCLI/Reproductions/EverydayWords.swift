import SeqData

/// Words that people try a translator with, each alone: our own list, as the sentences have few of them.
enum EverydayWords {
  static let french = pairs(1)
  static let german = pairs(2)

  private static func pairs(_ column: Int) -> [SentencePair] {
    table.split(separator: "\n").map { line in
      let columns = line.split(separator: "\t").map(String.init)
      return SentencePair(source: columns[0], target: columns[column])
    }
  }

  /// English, French, German.
  private static let table = """
    hello\tbonjour\thallo
    hi\tsalut\thallo
    good morning\tbonjour\tguten Morgen
    good day\tbonjour\tguten Tag
    good afternoon\tbonjour\tguten Tag
    good evening\tbonsoir\tguten Abend
    good night\tbonne nuit\tgute Nacht
    goodbye\tau revoir\tauf Wiedersehen
    bye\tsalut\ttschüss
    see you later\tà plus tard\tbis später
    see you soon\tà bientôt\tbis bald
    see you tomorrow\tà demain\tbis morgen
    thank you\tmerci\tdanke
    thanks\tmerci\tdanke
    thank you very much\tmerci beaucoup\tvielen Dank
    no thanks\tnon merci\tnein danke
    please\ts'il vous plaît\tbitte
    sorry\tdésolé\tEntschuldigung
    I'm sorry\tje suis désolé\tes tut mir leid
    excuse me\texcusez-moi\tentschuldigen Sie
    you're welcome\tde rien\tgern geschehen
    of course\tbien sûr\tnatürlich
    no problem\tpas de problème\tkein Problem
    all right\td'accord\tin Ordnung
    okay\td'accord\tokay
    exactly\texactement\tgenau
    yes\toui\tja
    no\tnon\tnein
    maybe\tpeut-être\tvielleicht
    perhaps\tpeut-être\tvielleicht
    welcome\tbienvenue\twillkommen
    congratulations\tfélicitations\therzlichen Glückwunsch
    cheers\tsanté\tprost
    enjoy your meal\tbon appétit\tguten Appetit
    bless you\tà vos souhaits\tGesundheit
    happy birthday\tjoyeux anniversaire\talles Gute zum Geburtstag
    happy new year\tbonne année\tfrohes neues Jahr
    merry Christmas\tjoyeux Noël\tfrohe Weihnachten
    happy Easter\tjoyeuses Pâques\tfrohe Ostern
    good luck\tbonne chance\tviel Glück
    have fun\tamuse-toi bien\tviel Spaß
    have a nice day\tbonne journée\tschönen Tag noch
    have a nice evening\tbonne soirée\tschönen Abend noch
    have a nice weekend\tbon week-end\tschönes Wochenende
    have a good trip\tbon voyage\tgute Reise
    get well soon\tbon rétablissement\tgute Besserung
    sleep well\tdors bien\tschlaf gut
    take care\tprends soin de toi\tpass auf dich auf
    I love you\tje t'aime\tich liebe dich
    I miss you\ttu me manques\tich vermisse dich
    I like you\tje t'aime bien\tich mag dich
    I don't know\tje ne sais pas\tich weiß nicht
    I don't understand\tje ne comprends pas\tich verstehe nicht
    I understand\tje comprends\tich verstehe
    I think so\tje crois que oui\tich glaube schon
    I don't think so\tje ne crois pas\tich glaube nicht
    I hope so\tj'espère que oui\tich hoffe es
    I'm hungry\tj'ai faim\tich habe Hunger
    I'm thirsty\tj'ai soif\tich habe Durst
    I'm tired\tje suis fatigué\tich bin müde
    I'm cold\tj'ai froid\tmir ist kalt
    I'm hot\tj'ai chaud\tmir ist heiß
    I'm sick\tje suis malade\tich bin krank
    I'm fine\tje vais bien\tmir geht es gut
    I'm lost\tje suis perdu\tich habe mich verlaufen
    I'm ready\tje suis prêt\tich bin bereit
    I'm coming\tj'arrive\tich komme
    I need help\tj'ai besoin d'aide\tich brauche Hilfe
    I need a doctor\tj'ai besoin d'un médecin\tich brauche einen Arzt
    I would like\tje voudrais\tich möchte
    I don't speak German\tje ne parle pas allemand\tich spreche kein Deutsch
    I speak English\tje parle anglais\tich spreche Englisch
    I have no time\tje n'ai pas le temps\tich habe keine Zeit
    I don't care\tça m'est égal\tdas ist mir egal
    it doesn't matter\tça ne fait rien\tdas macht nichts
    it depends\tça dépend\tes kommt darauf an
    it's raining\til pleut\tes regnet
    it's snowing\til neige\tes schneit
    it's cold\til fait froid\tes ist kalt
    it's hot\til fait chaud\tes ist heiß
    it's too expensive\tc'est trop cher\tdas ist zu teuer
    that's right\tc'est juste\tdas stimmt
    that's enough\tça suffit\tdas reicht
    nice to meet you\tenchanté\tfreut mich
    my name is\tje m'appelle\tich heiße
    How are you?\tComment ça va ?\tWie geht es dir?
    What's your name?\tComment t'appelles-tu ?\tWie heißt du?
    Where are you from?\tD'où viens-tu ?\tWoher kommst du?
    How old are you?\tQuel âge as-tu ?\tWie alt bist du?
    Where do you live?\tOù habites-tu ?\tWo wohnst du?
    What time is it?\tQuelle heure est-il ?\tWie spät ist es?
    How much is it?\tCombien ça coûte ?\tWie viel kostet das?
    Where is the toilet?\tOù sont les toilettes ?\tWo ist die Toilette?
    Where is the station?\tOù est la gare ?\tWo ist der Bahnhof?
    Where are you?\tOù es-tu ?\tWo bist du?
    Who are you?\tQui es-tu ?\tWer bist du?
    What is that?\tQu'est-ce que c'est ?\tWas ist das?
    What are you doing?\tQue fais-tu ?\tWas machst du?
    What's wrong?\tQu'est-ce qui ne va pas ?\tWas ist los?
    Do you speak English?\tParlez-vous anglais ?\tSprechen Sie Englisch?
    Can you help me?\tPouvez-vous m'aider ?\tKönnen Sie mir helfen?
    Are you sure?\tEs-tu sûr ?\tBist du sicher?
    Really?\tVraiment ?\tWirklich?
    Why not?\tPourquoi pas ?\tWarum nicht?
    And you?\tEt toi ?\tUnd du?
    Help!\tAu secours !\tHilfe!
    Stop!\tArrête !\tHalt!
    Watch out!\tAttention !\tVorsicht!
    Be careful!\tSois prudent !\tSei vorsichtig!
    Let's go!\tAllons-y !\tLos geht's!
    Hurry up!\tDépêche-toi !\tBeeil dich!
    Shut up!\tTais-toi !\tHalt den Mund!
    Come here!\tViens ici !\tKomm her!
    Go away!\tVa-t'en !\tGeh weg!
    Wait!\tAttends !\tWarte!
    Well done!\tBravo !\tGut gemacht!
    Fire!\tAu feu !\tFeuer!
    help\taide\tHilfe
    stop\tstop\tstopp
    one moment please\tun instant s'il vous plaît\teinen Moment bitte
    how are you\tcomment ça va\twie geht es dir
    what's your name\tcomment t'appelles-tu\twie heißt du
    where is the toilet\toù sont les toilettes\two ist die Toilette
    how much is it\tcombien ça coûte\twie viel kostet das
    what time is it\tquelle heure est-il\twie spät ist es
    do you speak English\tparlez-vous anglais\tsprechen Sie Englisch
    the bill please\tl'addition s'il vous plaît\tdie Rechnung bitte
    not at all\tpas du tout\tüberhaupt nicht
    not yet\tpas encore\tnoch nicht
    me too\tmoi aussi\tich auch
    me neither\tmoi non plus\tich auch nicht
    no idea\taucune idée\tkeine Ahnung
    too bad\tdommage\tschade
    what a pity\tquel dommage\twie schade
    never mind\tce n'est pas grave\tmacht nichts
    very good\ttrès bien\tsehr gut
    so so\tcomme ci comme ça\tso lala
    by the way\tau fait\tübrigens
    for example\tpar exemple\tzum Beispiel
    let's go\tallons-y\tlos geht's
    kind regards\tcordialement\tmit freundlichen Grüßen
    out of order\thors service\taußer Betrieb
    no smoking\tinterdit de fumer\tRauchen verboten
    for sale\tà vendre\tzu verkaufen
    zero\tzéro\tnull
    one\tun\teins
    two\tdeux\tzwei
    three\ttrois\tdrei
    four\tquatre\tvier
    five\tcinq\tfünf
    six\tsix\tsechs
    seven\tsept\tsieben
    eight\thuit\tacht
    nine\tneuf\tneun
    ten\tdix\tzehn
    eleven\tonze\telf
    twelve\tdouze\tzwölf
    thirteen\ttreize\tdreizehn
    fourteen\tquatorze\tvierzehn
    fifteen\tquinze\tfünfzehn
    sixteen\tseize\tsechzehn
    seventeen\tdix-sept\tsiebzehn
    eighteen\tdix-huit\tachtzehn
    nineteen\tdix-neuf\tneunzehn
    twenty\tvingt\tzwanzig
    twenty-one\tvingt et un\teinundzwanzig
    twenty-two\tvingt-deux\tzweiundzwanzig
    twenty-three\tvingt-trois\tdreiundzwanzig
    twenty-four\tvingt-quatre\tvierundzwanzig
    twenty-five\tvingt-cinq\tfünfundzwanzig
    twenty-six\tvingt-six\tsechsundzwanzig
    twenty-seven\tvingt-sept\tsiebenundzwanzig
    twenty-eight\tvingt-huit\tachtundzwanzig
    twenty-nine\tvingt-neuf\tneunundzwanzig
    thirty\ttrente\tdreißig
    forty\tquarante\tvierzig
    fifty\tcinquante\tfünfzig
    sixty\tsoixante\tsechzig
    seventy\tsoixante-dix\tsiebzig
    eighty\tquatre-vingts\tachtzig
    ninety\tquatre-vingt-dix\tneunzig
    hundred\tcent\thundert
    thousand\tmille\ttausend
    million\tmillion\tMillion
    billion\tmilliard\tMilliarde
    first\tpremier\terste
    second\tdeuxième\tzweite
    third\ttroisième\tdritte
    fourth\tquatrième\tvierte
    fifth\tcinquième\tfünfte
    sixth\tsixième\tsechste
    seventh\tseptième\tsiebte
    eighth\thuitième\tachte
    ninth\tneuvième\tneunte
    tenth\tdixième\tzehnte
    eleventh\tonzième\telfte
    twelfth\tdouzième\tzwölfte
    half\tmoitié\tHälfte
    quarter\tquart\tViertel
    dozen\tdouzaine\tDutzend
    pair\tpaire\tPaar
    number\tnombre\tZahl
    percent\tpour cent\tProzent
    once\tune fois\teinmal
    twice\tdeux fois\tzweimal
    double\tdouble\tdoppelt
    last\tdernier\tletzte
    next\tprochain\tnächste
    Monday\tlundi\tMontag
    Tuesday\tmardi\tDienstag
    Wednesday\tmercredi\tMittwoch
    Thursday\tjeudi\tDonnerstag
    Friday\tvendredi\tFreitag
    Saturday\tsamedi\tSamstag
    Sunday\tdimanche\tSonntag
    January\tjanvier\tJanuar
    February\tfévrier\tFebruar
    March\tmars\tMärz
    April\tavril\tApril
    May\tmai\tMai
    June\tjuin\tJuni
    July\tjuillet\tJuli
    August\taoût\tAugust
    September\tseptembre\tSeptember
    October\toctobre\tOktober
    November\tnovembre\tNovember
    December\tdécembre\tDezember
    spring\tprintemps\tFrühling
    summer\tété\tSommer
    autumn\tautomne\tHerbst
    winter\thiver\tWinter
    season\tsaison\tJahreszeit
    time\ttemps\tZeit
    hour\theure\tStunde
    minute\tminute\tMinute
    moment\tmoment\tMoment
    day\tjour\tTag
    week\tsemaine\tWoche
    weekend\tweek-end\tWochenende
    month\tmois\tMonat
    year\tannée\tJahr
    century\tsiècle\tJahrhundert
    morning\tmatin\tMorgen
    noon\tmidi\tMittag
    afternoon\taprès-midi\tNachmittag
    evening\tsoir\tAbend
    night\tnuit\tNacht
    midnight\tminuit\tMitternacht
    today\taujourd'hui\theute
    tomorrow\tdemain\tmorgen
    yesterday\thier\tgestern
    the day after tomorrow\taprès-demain\tübermorgen
    the day before yesterday\tavant-hier\tvorgestern
    this morning\tce matin\theute Morgen
    this evening\tce soir\theute Abend
    tonight\tce soir\theute Abend
    tomorrow morning\tdemain matin\tmorgen früh
    last week\tla semaine dernière\tletzte Woche
    next week\tla semaine prochaine\tnächste Woche
    last year\tl'année dernière\tletztes Jahr
    next year\tl'année prochaine\tnächstes Jahr
    every day\ttous les jours\tjeden Tag
    half an hour\tune demi-heure\teine halbe Stunde
    calendar\tcalendrier\tKalender
    date\tdate\tDatum
    birthday\tanniversaire\tGeburtstag
    holiday\tvacances\tUrlaub
    holidays\tvacances\tFerien
    public holiday\tjour férié\tFeiertag
    Christmas\tNoël\tWeihnachten
    Easter\tPâques\tOstern
    New Year's Eve\tSaint-Sylvestre\tSilvester
    past\tpassé\tVergangenheit
    future\tavenir\tZukunft
    beginning\tdébut\tAnfang
    end\tfin\tEnde
    person\tpersonne\tPerson
    people\tgens\tLeute
    man\thomme\tMann
    woman\tfemme\tFrau
    child\tenfant\tKind
    children\tenfants\tKinder
    boy\tgarçon\tJunge
    girl\tfille\tMädchen
    baby\tbébé\tBaby
    adult\tadulte\tErwachsener
    lady\tdame\tDame
    family\tfamille\tFamilie
    parents\tparents\tEltern
    mother\tmère\tMutter
    father\tpère\tVater
    mum\tmaman\tMama
    dad\tpapa\tPapa
    son\tfils\tSohn
    daughter\tfille\tTochter
    brother\tfrère\tBruder
    sister\tsœur\tSchwester
    brothers and sisters\tfrères et sœurs\tGeschwister
    grandparents\tgrands-parents\tGroßeltern
    grandmother\tgrand-mère\tGroßmutter
    grandfather\tgrand-père\tGroßvater
    grandma\tmamie\tOma
    grandpa\tpapi\tOpa
    grandson\tpetit-fils\tEnkel
    granddaughter\tpetite-fille\tEnkelin
    uncle\toncle\tOnkel
    aunt\ttante\tTante
    cousin\tcousin\tCousin
    nephew\tneveu\tNeffe
    niece\tnièce\tNichte
    husband\tmari\tEhemann
    wife\tépouse\tEhefrau
    couple\tcouple\tPaar
    mother-in-law\tbelle-mère\tSchwiegermutter
    father-in-law\tbeau-père\tSchwiegervater
    friend\tami\tFreund
    boyfriend\tpetit ami\tFreund
    girlfriend\tpetite amie\tFreundin
    neighbour\tvoisin\tNachbar
    neighbor\tvoisin\tNachbar
    guest\tinvité\tGast
    enemy\tennemi\tFeind
    colleague\tcollègue\tKollege
    partner\tpartenaire\tPartner
    name\tnom\tName
    first name\tprénom\tVorname
    surname\tnom de famille\tNachname
    address\tadresse\tAdresse
    age\tâge\tAlter
    life\tvie\tLeben
    death\tmort\tTod
    wedding\tmariage\tHochzeit
    marriage\tmariage\tEhe
    divorce\tdivorce\tScheidung
    body\tcorps\tKörper
    head\ttête\tKopf
    hair\tcheveux\tHaare
    face\tvisage\tGesicht
    eye\tœil\tAuge
    eyes\tyeux\tAugen
    ear\toreille\tOhr
    nose\tnez\tNase
    mouth\tbouche\tMund
    lip\tlèvre\tLippe
    tooth\tdent\tZahn
    teeth\tdents\tZähne
    tongue\tlangue\tZunge
    cheek\tjoue\tWange
    chin\tmenton\tKinn
    beard\tbarbe\tBart
    neck\tcou\tHals
    throat\tgorge\tKehle
    shoulder\tépaule\tSchulter
    arm\tbras\tArm
    elbow\tcoude\tEllbogen
    hand\tmain\tHand
    finger\tdoigt\tFinger
    thumb\tpouce\tDaumen
    nail\tclou\tNagel
    chest\tpoitrine\tBrust
    back\tdos\tRücken
    belly\tventre\tBauch
    stomach\testomac\tMagen
    leg\tjambe\tBein
    knee\tgenou\tKnie
    foot\tpied\tFuß
    feet\tpieds\tFüße
    toe\torteil\tZeh
    skin\tpeau\tHaut
    bone\tos\tKnochen
    muscle\tmuscle\tMuskel
    blood\tsang\tBlut
    heart\tcœur\tHerz
    brain\tcerveau\tGehirn
    lung\tpoumon\tLunge
    liver\tfoie\tLeber
    kidney\trein\tNiere
    voice\tvoix\tStimme
    tear\tlarme\tTräne
    house\tmaison\tHaus
    home\tmaison\tZuhause
    flat\tappartement\tWohnung
    apartment\tappartement\tWohnung
    room\tpièce\tZimmer
    bedroom\tchambre\tSchlafzimmer
    living room\tsalon\tWohnzimmer
    dining room\tsalle à manger\tEsszimmer
    bathroom\tsalle de bains\tBadezimmer
    toilet\ttoilettes\tToilette
    kitchen\tcuisine\tKüche
    cellar\tcave\tKeller
    garage\tgarage\tGarage
    balcony\tbalcon\tBalkon
    terrace\tterrasse\tTerrasse
    garden\tjardin\tGarten
    roof\ttoit\tDach
    wall\tmur\tWand
    floor\tsol\tBoden
    ceiling\tplafond\tDecke
    door\tporte\tTür
    window\tfenêtre\tFenster
    stairs\tescalier\tTreppe
    lift\tascenseur\tAufzug
    elevator\tascenseur\tAufzug
    ground floor\trez-de-chaussée\tErdgeschoss
    heating\tchauffage\tHeizung
    air conditioning\tclimatisation\tKlimaanlage
    fence\tclôture\tZaun
    key\tclé\tSchlüssel
    lock\tserrure\tSchloss
    furniture\tmeubles\tMöbel
    table\ttable\tTisch
    chair\tchaise\tStuhl
    armchair\tfauteuil\tSessel
    sofa\tcanapé\tSofa
    bench\tbanc\tBank
    bed\tlit\tBett
    pillow\toreiller\tKissen
    blanket\tcouverture\tDecke
    sheet\tdrap\tBettlaken
    wardrobe\tarmoire\tKleiderschrank
    cupboard\tplacard\tSchrank
    shelf\tétagère\tRegal
    desk\tbureau\tSchreibtisch
    lamp\tlampe\tLampe
    light\tlumière\tLicht
    light bulb\tampoule\tGlühbirne
    candle\tbougie\tKerze
    mirror\tmiroir\tSpiegel
    carpet\ttapis\tTeppich
    curtain\trideau\tVorhang
    picture\timage\tBild
    clock\thorloge\tUhr
    alarm clock\tréveil\tWecker
    vase\tvase\tVase
    bathtub\tbaignoire\tBadewanne
    shower\tdouche\tDusche
    bath\tbain\tBad
    tap\trobinet\tWasserhahn
    towel\tserviette\tHandtuch
    soap\tsavon\tSeife
    shampoo\tshampooing\tShampoo
    toothbrush\tbrosse à dents\tZahnbürste
    toothpaste\tdentifrice\tZahnpasta
    brush\tbrosse\tBürste
    toilet paper\tpapier toilette\tToilettenpapier
    perfume\tparfum\tParfüm
    washing machine\tmachine à laver\tWaschmaschine
    dishwasher\tlave-vaisselle\tGeschirrspüler
    laundry\tlessive\tWäsche
    vacuum cleaner\taspirateur\tStaubsauger
    dust\tpoussière\tStaub
    rubbish\tordures\tMüll
    rent\tloyer\tMiete
    owner\tpropriétaire\tBesitzer
    electricity\télectricité\tStrom
    battery\tpile\tBatterie
    cable\tcâble\tKabel
    fridge\tréfrigérateur\tKühlschrank
    refrigerator\tréfrigérateur\tKühlschrank
    oven\tfour\tBackofen
    microwave\tmicro-ondes\tMikrowelle
    kettle\tbouilloire\tWasserkocher
    pot\tcasserole\tTopf
    pan\tpoêle\tPfanne
    lid\tcouvercle\tDeckel
    bowl\tbol\tSchüssel
    plate\tassiette\tTeller
    cup\ttasse\tTasse
    glass\tverre\tGlas
    bottle\tbouteille\tFlasche
    fork\tfourchette\tGabel
    knife\tcouteau\tMesser
    spoon\tcuillère\tLöffel
    napkin\tserviette\tServiette
    tablecloth\tnappe\tTischdecke
    dishes\tvaisselle\tGeschirr
    recipe\trecette\tRezept
    basket\tpanier\tKorb
    food\tnourriture\tEssen
    meal\trepas\tMahlzeit
    breakfast\tpetit-déjeuner\tFrühstück
    lunch\tdéjeuner\tMittagessen
    dinner\tdîner\tAbendessen
    dessert\tdessert\tNachtisch
    bread\tpain\tBrot
    piece\tmorceau\tStück
    butter\tbeurre\tButter
    cheese\tfromage\tKäse
    cream\tcrème\tSahne
    jam\tconfiture\tMarmelade
    honey\tmiel\tHonig
    egg\tœuf\tEi
    eggs\tœufs\tEier
    ham\tjambon\tSchinken
    sausage\tsaucisse\tWurst
    meat\tviande\tFleisch
    beef\tbœuf\tRindfleisch
    pork\tporc\tSchweinefleisch
    steak\tsteak\tSteak
    fish\tpoisson\tFisch
    salmon\tsaumon\tLachs
    tuna\tthon\tThunfisch
    shrimp\tcrevette\tGarnele
    soup\tsoupe\tSuppe
    salad\tsalade\tSalat
    sandwich\tsandwich\tSandwich
    pizza\tpizza\tPizza
    pasta\tpâtes\tNudeln
    rice\triz\tReis
    flour\tfarine\tMehl
    oil\thuile\tÖl
    olive oil\thuile d'olive\tOlivenöl
    vinegar\tvinaigre\tEssig
    salt\tsel\tSalz
    pepper\tpoivre\tPfeffer
    sugar\tsucre\tZucker
    mustard\tmoutarde\tSenf
    sauce\tsauce\tSoße
    cake\tgâteau\tKuchen
    biscuit\tbiscuit\tKeks
    pancake\tcrêpe\tPfannkuchen
    ice cream\tglace\tEis
    chocolate\tchocolat\tSchokolade
    candy\tbonbons\tSüßigkeiten
    sweets\tbonbons\tSüßigkeiten
    fries\tfrites\tPommes
    yogurt\tyaourt\tJoghurt
    drink\tboisson\tGetränk
    water\teau\tWasser
    mineral water\teau minérale\tMineralwasser
    milk\tlait\tMilch
    coffee\tcafé\tKaffee
    tea\tthé\tTee
    hot chocolate\tchocolat chaud\theiße Schokolade
    juice\tjus\tSaft
    orange juice\tjus d'orange\tOrangensaft
    lemonade\tlimonade\tLimonade
    beer\tbière\tBier
    wine\tvin\tWein
    red wine\tvin rouge\tRotwein
    white wine\tvin blanc\tWeißwein
    alcohol\talcool\tAlkohol
    hunger\tfaim\tHunger
    thirst\tsoif\tDurst
    taste\tgoût\tGeschmack
    fruit\tfruit\tObst
    apple\tpomme\tApfel
    pear\tpoire\tBirne
    banana\tbanane\tBanane
    orange\torange\tOrange
    lemon\tcitron\tZitrone
    grape\traisin\tTraube
    grapes\traisins\tTrauben
    cherry\tcerise\tKirsche
    strawberry\tfraise\tErdbeere
    raspberry\tframboise\tHimbeere
    blueberry\tmyrtille\tHeidelbeere
    peach\tpêche\tPfirsich
    plum\tprune\tPflaume
    pineapple\tananas\tAnanas
    melon\tmelon\tMelone
    watermelon\tpastèque\tWassermelone
    mango\tmangue\tMango
    nut\tnoix\tNuss
    peanut\tcacahuète\tErdnuss
    vegetable\tlégume\tGemüse
    vegetables\tlégumes\tGemüse
    potato\tpomme de terre\tKartoffel
    tomato\ttomate\tTomate
    carrot\tcarotte\tKarotte
    onion\toignon\tZwiebel
    garlic\tail\tKnoblauch
    cucumber\tconcombre\tGurke
    lettuce\tlaitue\tKopfsalat
    cabbage\tchou\tKohl
    cauliflower\tchou-fleur\tBlumenkohl
    broccoli\tbrocoli\tBrokkoli
    spinach\tépinards\tSpinat
    pea\tpetit pois\tErbse
    peas\tpetits pois\tErbsen
    bean\tharicot\tBohne
    beans\tharicots\tBohnen
    asparagus\tasperge\tSpargel
    aubergine\taubergine\tAubergine
    pumpkin\tcitrouille\tKürbis
    corn\tmaïs\tMais
    mushroom\tchampignon\tPilz
    olive\tolive\tOlive
    parsley\tpersil\tPetersilie
    wheat\tblé\tWeizen
    animal\tanimal\tTier
    pet\tanimal de compagnie\tHaustier
    dog\tchien\tHund
    cat\tchat\tKatze
    horse\tcheval\tPferd
    donkey\tâne\tEsel
    cow\tvache\tKuh
    bull\ttaureau\tStier
    pig\tcochon\tSchwein
    sheep\tmouton\tSchaf
    lamb\tagneau\tLamm
    goat\tchèvre\tZiege
    chicken\tpoulet\tHuhn
    hen\tpoule\tHenne
    duck\tcanard\tEnte
    goose\toie\tGans
    turkey\tdinde\tTruthahn
    rabbit\tlapin\tKaninchen
    mouse\tsouris\tMaus
    rat\trat\tRatte
    hedgehog\thérisson\tIgel
    fox\trenard\tFuchs
    wolf\tloup\tWolf
    bear\tours\tBär
    deer\tcerf\tHirsch
    lion\tlion\tLöwe
    tiger\ttigre\tTiger
    elephant\téléphant\tElefant
    giraffe\tgirafe\tGiraffe
    zebra\tzèbre\tZebra
    monkey\tsinge\tAffe
    snake\tserpent\tSchlange
    turtle\ttortue\tSchildkröte
    frog\tgrenouille\tFrosch
    bird\toiseau\tVogel
    pigeon\tpigeon\tTaube
    eagle\taigle\tAdler
    owl\thibou\tEule
    penguin\tpingouin\tPinguin
    whale\tbaleine\tWal
    dolphin\tdauphin\tDelfin
    shark\trequin\tHai
    crab\tcrabe\tKrabbe
    insect\tinsecte\tInsekt
    fly\tmouche\tFliege
    mosquito\tmoustique\tMücke
    bee\tabeille\tBiene
    wasp\tguêpe\tWespe
    ant\tfourmi\tAmeise
    butterfly\tpapillon\tSchmetterling
    spider\taraignée\tSpinne
    snail\tescargot\tSchnecke
    worm\tver\tWurm
    tail\tqueue\tSchwanz
    wing\taile\tFlügel
    nest\tnid\tNest
    clothes\tvêtements\tKleidung
    dress\trobe\tKleid
    skirt\tjupe\tRock
    trousers\tpantalon\tHose
    jeans\tjean\tJeans
    shirt\tchemise\tHemd
    T-shirt\tt-shirt\tT-Shirt
    jumper\tpull\tPullover
    sweater\tpull\tPullover
    jacket\tveste\tJacke
    coat\tmanteau\tMantel
    suit\tcostume\tAnzug
    tie\tcravate\tKrawatte
    belt\tceinture\tGürtel
    hat\tchapeau\tHut
    cap\tcasquette\tKappe
    scarf\técharpe\tSchal
    gloves\tgants\tHandschuhe
    shoe\tchaussure\tSchuh
    shoes\tchaussures\tSchuhe
    boots\tbottes\tStiefel
    socks\tchaussettes\tSocken
    underwear\tsous-vêtements\tUnterwäsche
    swimsuit\tmaillot de bain\tBadeanzug
    button\tbouton\tKnopf
    pocket\tpoche\tTasche
    handbag\tsac à main\tHandtasche
    bag\tsac\tTasche
    backpack\tsac à dos\tRucksack
    wallet\tportefeuille\tBrieftasche
    umbrella\tparapluie\tRegenschirm
    glasses\tlunettes\tBrille
    sunglasses\tlunettes de soleil\tSonnenbrille
    watch\tmontre\tArmbanduhr
    ring\tbague\tRing
    necklace\tcollier\tHalskette
    jewellery\tbijoux\tSchmuck
    size\ttaille\tGröße
    fashion\tmode\tMode
    town\tville\tStadt
    city\tville\tStadt
    capital\tcapitale\tHauptstadt
    village\tvillage\tDorf
    district\tquartier\tStadtviertel
    street\true\tStraße
    road\troute\tStraße
    motorway\tautoroute\tAutobahn
    path\tchemin\tWeg
    bridge\tpont\tBrücke
    tunnel\ttunnel\tTunnel
    traffic light\tfeu tricolore\tAmpel
    corner\tcoin\tEcke
    building\tbâtiment\tGebäude
    tower\ttour\tTurm
    town hall\tmairie\tRathaus
    church\téglise\tKirche
    cathedral\tcathédrale\tDom
    castle\tchâteau\tSchloss
    museum\tmusée\tMuseum
    library\tbibliothèque\tBibliothek
    theatre\tthéâtre\tTheater
    cinema\tcinéma\tKino
    hospital\thôpital\tKrankenhaus
    pharmacy\tpharmacie\tApotheke
    police station\tcommissariat\tPolizeiwache
    police\tpolice\tPolizei
    post office\tposte\tPost
    bank\tbanque\tBank
    hotel\thôtel\tHotel
    restaurant\trestaurant\tRestaurant
    café\tcafé\tCafé
    pub\tpub\tKneipe
    bar\tbar\tBar
    shop\tmagasin\tGeschäft
    supermarket\tsupermarché\tSupermarkt
    shopping centre\tcentre commercial\tEinkaufszentrum
    market\tmarché\tMarkt
    bakery\tboulangerie\tBäckerei
    bookshop\tlibrairie\tBuchhandlung
    park\tparc\tPark
    playground\taire de jeux\tSpielplatz
    stadium\tstade\tStadion
    swimming pool\tpiscine\tSchwimmbad
    factory\tusine\tFabrik
    prison\tprison\tGefängnis
    fountain\tfontaine\tBrunnen
    entrance\tentrée\tEingang
    exit\tsortie\tAusgang
    emergency exit\tsortie de secours\tNotausgang
    map\tcarte\tKarte
    traffic\tcirculation\tVerkehr
    traffic jam\tembouteillage\tStau
    car\tvoiture\tAuto
    bus\tbus\tBus
    tram\ttramway\tStraßenbahn
    underground\tmétro\tU-Bahn
    train\ttrain\tZug
    taxi\ttaxi\tTaxi
    bicycle\tvélo\tFahrrad
    bike\tvélo\tFahrrad
    motorbike\tmoto\tMotorrad
    truck\tcamion\tLastwagen
    van\tcamionnette\tLieferwagen
    ambulance\tambulance\tKrankenwagen
    boat\tbateau\tBoot
    ship\tnavire\tSchiff
    plane\tavion\tFlugzeug
    helicopter\thélicoptère\tHubschrauber
    wheel\troue\tRad
    engine\tmoteur\tMotor
    seat\tsiège\tSitz
    seat belt\tceinture de sécurité\tSicherheitsgurt
    petrol\tessence\tBenzin
    petrol station\tstation-service\tTankstelle
    car park\tparking\tParkplatz
    driving licence\tpermis de conduire\tFührerschein
    accident\taccident\tUnfall
    breakdown\tpanne\tPanne
    speed\tvitesse\tGeschwindigkeit
    driver\tconducteur\tFahrer
    passenger\tpassager\tFahrgast
    station\tgare\tBahnhof
    railway\tchemin de fer\tEisenbahn
    platform\tquai\tBahnsteig
    bus stop\tarrêt de bus\tBushaltestelle
    timetable\thoraire\tFahrplan
    ticket\tbillet\tTicket
    airport\taéroport\tFlughafen
    flight\tvol\tFlug
    port\tport\tHafen
    departure\tdépart\tAbfahrt
    arrival\tarrivée\tAnkunft
    delay\tretard\tVerspätung
    connection\tconnexion\tVerbindung
    travel\tvoyage\tReise
    trip\tvoyage\tReise
    tourist\ttouriste\tTourist
    suitcase\tvalise\tKoffer
    luggage\tbagages\tGepäck
    passport\tpasseport\tReisepass
    identity card\tcarte d'identité\tPersonalausweis
    visa\tvisa\tVisum
    border\tfrontière\tGrenze
    abroad\tà l'étranger\tim Ausland
    reservation\tréservation\tReservierung
    campsite\tcamping\tCampingplatz
    tent\ttente\tZelt
    postcard\tcarte postale\tPostkarte
    camera\tappareil photo\tKamera
    photo\tphoto\tFoto
    guide\tguide\tReiseführer
    nature\tnature\tNatur
    world\tmonde\tWelt
    earth\tterre\tErde
    sky\tciel\tHimmel
    sun\tsoleil\tSonne
    moon\tlune\tMond
    star\tétoile\tStern
    planet\tplanète\tPlanet
    space\tespace\tWeltraum
    air\tair\tLuft
    fire\tfeu\tFeuer
    smoke\tfumée\tRauch
    sea\tmer\tMeer
    ocean\tocéan\tOzean
    wave\tvague\tWelle
    beach\tplage\tStrand
    coast\tcôte\tKüste
    island\tîle\tInsel
    lake\tlac\tSee
    river\trivière\tFluss
    mountain\tmontagne\tBerg
    hill\tcolline\tHügel
    valley\tvallée\tTal
    rock\trocher\tFelsen
    stone\tpierre\tStein
    sand\tsable\tSand
    cave\tgrotte\tHöhle
    desert\tdésert\tWüste
    forest\tforêt\tWald
    wood\tbois\tHolz
    field\tchamp\tFeld
    farm\tferme\tBauernhof
    landscape\tpaysage\tLandschaft
    countryside\tcampagne\tLand
    tree\tarbre\tBaum
    branch\tbranche\tAst
    leaf\tfeuille\tBlatt
    root\tracine\tWurzel
    plant\tplante\tPflanze
    flower\tfleur\tBlume
    flowers\tfleurs\tBlumen
    rose\trose\tRose
    daisy\tpâquerette\tGänseblümchen
    grass\therbe\tGras
    environment\tenvironnement\tUmwelt
    pollution\tpollution\tUmweltverschmutzung
    weather\ttemps\tWetter
    climate\tclimat\tKlima
    rain\tpluie\tRegen
    snow\tneige\tSchnee
    ice\tglace\tEis
    wind\tvent\tWind
    storm\ttempête\tSturm
    thunderstorm\torage\tGewitter
    thunder\ttonnerre\tDonner
    lightning\téclair\tBlitz
    cloud\tnuage\tWolke
    fog\tbrouillard\tNebel
    rainbow\tarc-en-ciel\tRegenbogen
    shadow\tombre\tSchatten
    heat\tchaleur\tHitze
    temperature\ttempérature\tTemperatur
    flood\tinondation\tÜberschwemmung
    earthquake\ttremblement de terre\tErdbeben
    sunrise\tlever du soleil\tSonnenaufgang
    sunset\tcoucher du soleil\tSonnenuntergang
    north\tnord\tNorden
    south\tsud\tSüden
    east\test\tOsten
    west\touest\tWesten
    school\técole\tSchule
    university\tuniversité\tUniversität
    class\tclasse\tKlasse
    classroom\tsalle de classe\tKlassenzimmer
    pupil\télève\tSchüler
    student\tétudiant\tStudent
    lesson\tleçon\tLektion
    homework\tdevoirs\tHausaufgaben
    exercise\texercice\tÜbung
    exam\texamen\tPrüfung
    test\ttest\tTest
    grade\tnote\tNote
    question\tquestion\tFrage
    answer\tréponse\tAntwort
    mistake\terreur\tFehler
    solution\tsolution\tLösung
    problem\tproblème\tProblem
    book\tlivre\tBuch
    page\tpage\tSeite
    notebook\tcarnet\tNotizbuch
    dictionary\tdictionnaire\tWörterbuch
    paper\tpapier\tPapier
    pen\tstylo\tStift
    pencil\tcrayon\tBleistift
    eraser\tgomme\tRadiergummi
    ruler\trègle\tLineal
    scissors\tciseaux\tSchere
    glue\tcolle\tKlebstoff
    blackboard\ttableau noir\tTafel
    word\tmot\tWort
    letter\tlettre\tBrief
    sentence\tphrase\tSatz
    language\tlangue\tSprache
    grammar\tgrammaire\tGrammatik
    vocabulary\tvocabulaire\tWortschatz
    translation\ttraduction\tÜbersetzung
    alphabet\talphabet\tAlphabet
    text\ttexte\tText
    story\thistoire\tGeschichte
    fairy tale\tconte de fées\tMärchen
    mathematics\tmathématiques\tMathematik
    physics\tphysique\tPhysik
    chemistry\tchimie\tChemie
    biology\tbiologie\tBiologie
    history\thistoire\tGeschichte
    geography\tgéographie\tErdkunde
    science\tscience\tWissenschaft
    art\tart\tKunst
    law\tloi\tGesetz
    knowledge\tconnaissance\tWissen
    circle\tcercle\tKreis
    triangle\ttriangle\tDreieck
    square\tcarré\tQuadrat
    line\tligne\tLinie
    work\ttravail\tArbeit
    job\temploi\tJob
    profession\tprofession\tBeruf
    office\tbureau\tBüro
    company\tentreprise\tUnternehmen
    boss\tchef\tChef
    employee\temployé\tAngestellter
    worker\touvrier\tArbeiter
    team\téquipe\tTeam
    meeting\tréunion\tBesprechung
    appointment\trendez-vous\tTermin
    contract\tcontrat\tVertrag
    salary\tsalaire\tGehalt
    job application\tcandidature\tBewerbung
    experience\texpérience\tErfahrung
    success\tsuccès\tErfolg
    task\ttâche\tAufgabe
    project\tprojet\tProjekt
    plan\tplan\tPlan
    report\trapport\tBericht
    document\tdocument\tDokument
    form\tformulaire\tFormular
    break\tpause\tPause
    industry\tindustrie\tIndustrie
    economy\téconomie\tWirtschaft
    customer\tclient\tKunde
    teacher\tprofesseur\tLehrer
    doctor\tmédecin\tArzt
    dentist\tdentiste\tZahnarzt
    nurse\tinfirmière\tKrankenschwester
    lawyer\tavocat\tAnwalt
    judge\tjuge\tRichter
    police officer\tpolicier\tPolizist
    soldier\tsoldat\tSoldat
    engineer\tingénieur\tIngenieur
    architect\tarchitecte\tArchitekt
    scientist\tscientifique\tWissenschaftler
    programmer\tprogrammeur\tProgrammierer
    mechanic\tmécanicien\tMechaniker
    carpenter\tcharpentier\tZimmermann
    painter\tpeintre\tMaler
    baker\tboulanger\tBäcker
    butcher\tboucher\tMetzger
    cook\tcuisinier\tKoch
    waiter\tserveur\tKellner
    hairdresser\tcoiffeur\tFriseur
    gardener\tjardinier\tGärtner
    farmer\tagriculteur\tBauer
    pilot\tpilote\tPilot
    captain\tcapitaine\tKapitän
    journalist\tjournaliste\tJournalist
    writer\técrivain\tSchriftsteller
    artist\tartiste\tKünstler
    actor\tacteur\tSchauspieler
    singer\tchanteur\tSänger
    musician\tmusicien\tMusiker
    dancer\tdanseur\tTänzer
    translator\ttraducteur\tÜbersetzer
    politician\tpoliticien\tPolitiker
    president\tprésident\tPräsident
    mayor\tmaire\tBürgermeister
    king\troi\tKönig
    queen\treine\tKönigin
    thief\tvoleur\tDieb
    tool\toutil\tWerkzeug
    hammer\tmarteau\tHammer
    screwdriver\ttournevis\tSchraubenzieher
    screw\tvis\tSchraube
    ladder\téchelle\tLeiter
    rope\tcorde\tSeil
    needle\taiguille\tNadel
    paint\tpeinture\tFarbe
    machine\tmachine\tMaschine
    device\tappareil\tGerät
    lighter\tbriquet\tFeuerzeug
    flashlight\tlampe de poche\tTaschenlampe
    box\tboîte\tSchachtel
    parcel\tcolis\tPaket
    computer\tordinateur\tComputer
    laptop\tordinateur portable\tLaptop
    screen\técran\tBildschirm
    keyboard\tclavier\tTastatur
    printer\timprimante\tDrucker
    programme\tprogramme\tProgramm
    software\tlogiciel\tSoftware
    app\tapplication\tApp
    file\tfichier\tDatei
    data\tdonnées\tDaten
    password\tmot de passe\tPasswort
    user\tutilisateur\tBenutzer
    internet\tinternet\tInternet
    website\tsite web\tWebsite
    search\trecherche\tSuche
    link\tlien\tLink
    email\te-mail\tE-Mail
    message\tmessage\tNachricht
    update\tmise à jour\tUpdate
    download\ttéléchargement\tDownload
    memory\tmémoire\tGedächtnis
    virus\tvirus\tVirus
    phone\ttéléphone\tTelefon
    telephone\ttéléphone\tTelefon
    mobile phone\ttéléphone portable\tHandy
    phone number\tnuméro de téléphone\tTelefonnummer
    call\tappel\tAnruf
    headphones\tcasque\tKopfhörer
    television\ttélévision\tFernseher
    radio\tradio\tRadio
    newspaper\tjournal\tZeitung
    magazine\tmagazine\tZeitschrift
    news\tnouvelles\tNachrichten
    stamp\ttimbre\tBriefmarke
    robot\trobot\tRoboter
    artificial intelligence\tintelligence artificielle\tkünstliche Intelligenz
    technology\ttechnologie\tTechnologie
    health\tsanté\tGesundheit
    illness\tmaladie\tKrankheit
    medicine\tmédicament\tMedikament
    pain\tdouleur\tSchmerz
    headache\tmal de tête\tKopfschmerzen
    toothache\tmal de dents\tZahnschmerzen
    fever\tfièvre\tFieber
    cough\ttoux\tHusten
    flu\tgrippe\tGrippe
    allergy\tallergie\tAllergie
    wound\tblessure\tWunde
    injury\tblessure\tVerletzung
    cancer\tcancer\tKrebs
    pill\tpilule\tPille
    prescription\tordonnance\tRezept
    operation\topération\tOperation
    patient\tpatient\tPatient
    emergency\turgence\tNotfall
    first aid\tpremiers secours\tErste Hilfe
    insurance\tassurance\tVersicherung
    sleep\tsommeil\tSchlaf
    dream\trêve\tTraum
    sport\tsport\tSport
    football\tfootball\tFußball
    basketball\tbasket-ball\tBasketball
    volleyball\tvolley-ball\tVolleyball
    tennis\ttennis\tTennis
    swimming\tnatation\tSchwimmen
    horse riding\téquitation\tReiten
    skiing\tski\tSkifahren
    ski\tski\tSki
    hike\trandonnée\tWanderung
    walk\tpromenade\tSpaziergang
    race\tcourse\tRennen
    match\tmatch\tSpiel
    game\tjeu\tSpiel
    player\tjoueur\tSpieler
    ball\tballe\tBall
    goal\tbut\tTor
    coach\tentraîneur\tTrainer
    winner\tgagnant\tGewinner
    victory\tvictoire\tSieg
    medal\tmédaille\tMedaille
    toy\tjouet\tSpielzeug
    doll\tpoupée\tPuppe
    chess\téchecs\tSchach
    dice\tdés\tWürfel
    hobby\tpasse-temps\tHobby
    free time\ttemps libre\tFreizeit
    party\tfête\tParty
    gift\tcadeau\tGeschenk
    balloon\tballon\tLuftballon
    concert\tconcert\tKonzert
    film\tfilm\tFilm
    movie\tfilm\tFilm
    painting\ttableau\tGemälde
    music\tmusique\tMusik
    song\tchanson\tLied
    noise\tbruit\tLärm
    sound\tson\tKlang
    instrument\tinstrument\tInstrument
    piano\tpiano\tKlavier
    guitar\tguitare\tGitarre
    violin\tviolon\tGeige
    flute\tflûte\tFlöte
    drums\tbatterie\tSchlagzeug
    dance\tdanse\tTanz
    colour\tcouleur\tFarbe
    red\trouge\trot
    blue\tbleu\tblau
    green\tvert\tgrün
    yellow\tjaune\tgelb
    black\tnoir\tschwarz
    white\tblanc\tweiß
    grey\tgris\tgrau
    brown\tmarron\tbraun
    pink\trose\trosa
    purple\tviolet\tlila
    colourful\tcoloré\tbunt
    feeling\tsentiment\tGefühl
    love\tamour\tLiebe
    joy\tjoie\tFreude
    happiness\tbonheur\tGlück
    luck\tchance\tGlück
    sadness\ttristesse\tTraurigkeit
    fear\tpeur\tAngst
    anger\tcolère\tWut
    hope\tespoir\tHoffnung
    friendship\tamitié\tFreundschaft
    pride\tfierté\tStolz
    courage\tcourage\tMut
    patience\tpatience\tGeduld
    surprise\tsurprise\tÜberraschung
    curiosity\tcuriosité\tNeugier
    stress\tstress\tStress
    mood\thumeur\tLaune
    wish\tsouhait\tWunsch
    kiss\tbaiser\tKuss
    smile\tsourire\tLächeln
    fun\tamusement\tSpaß
    peace\tpaix\tFrieden
    war\tguerre\tKrieg
    freedom\tliberté\tFreiheit
    truth\tvérité\tWahrheit
    lie\tmensonge\tLüge
    secret\tsecret\tGeheimnis
    thought\tpensée\tGedanke
    idea\tidée\tIdee
    opinion\topinion\tMeinung
    reason\traison\tGrund
    cause\tcause\tUrsache
    example\texemple\tBeispiel
    difference\tdifférence\tUnterschied
    beauty\tbeauté\tSchönheit
    strength\tforce\tStärke
    power\tpouvoir\tMacht
    silence\tsilence\tStille
    soul\tâme\tSeele
    mind\tesprit\tVerstand
    God\tDieu\tGott
    angel\tange\tEngel
    religion\treligion\tReligion
    country\tpays\tLand
    state\tÉtat\tStaat
    government\tgouvernement\tRegierung
    politics\tpolitique\tPolitik
    foreigner\tétranger\tAusländer
    flag\tdrapeau\tFahne
    crime\tcrime\tVerbrechen
    danger\tdanger\tGefahr
    safety\tsécurité\tSicherheit
    Europe\tEurope\tEuropa
    Africa\tAfrique\tAfrika
    Asia\tAsie\tAsien
    America\tAmérique\tAmerika
    Germany\tAllemagne\tDeutschland
    France\tFrance\tFrankreich
    England\tAngleterre\tEngland
    Great Britain\tGrande-Bretagne\tGroßbritannien
    United Kingdom\tRoyaume-Uni\tVereinigtes Königreich
    Scotland\tÉcosse\tSchottland
    Wales\tpays de Galles\tWales
    Ireland\tIrlande\tIrland
    Spain\tEspagne\tSpanien
    Portugal\tPortugal\tPortugal
    Italy\tItalie\tItalien
    Switzerland\tSuisse\tSchweiz
    Austria\tAutriche\tÖsterreich
    Belgium\tBelgique\tBelgien
    Netherlands\tPays-Bas\tNiederlande
    Denmark\tDanemark\tDänemark
    Sweden\tSuède\tSchweden
    Norway\tNorvège\tNorwegen
    Finland\tFinlande\tFinnland
    Iceland\tIslande\tIsland
    Poland\tPologne\tPolen
    Czech Republic\tRépublique tchèque\tTschechien
    Hungary\tHongrie\tUngarn
    Greece\tGrèce\tGriechenland
    Turkey\tTurquie\tTürkei
    Croatia\tCroatie\tKroatien
    Ukraine\tUkraine\tUkraine
    Russia\tRussie\tRussland
    United States\tÉtats-Unis\tVereinigte Staaten
    USA\tÉtats-Unis\tUSA
    Canada\tCanada\tKanada
    Mexico\tMexique\tMexiko
    Brazil\tBrésil\tBrasilien
    China\tChine\tChina
    Japan\tJapon\tJapan
    South Korea\tCorée du Sud\tSüdkorea
    India\tInde\tIndien
    Iran\tIran\tIran
    Israel\tIsraël\tIsrael
    Egypt\tÉgypte\tÄgypten
    Morocco\tMaroc\tMarokko
    Algeria\tAlgérie\tAlgerien
    Tunisia\tTunisie\tTunesien
    South Africa\tAfrique du Sud\tSüdafrika
    Australia\tAustralie\tAustralien
    New Zealand\tNouvelle-Zélande\tNeuseeland
    European Union\tUnion européenne\tEuropäische Union
    Paris\tParis\tParis
    London\tLondres\tLondon
    Berlin\tBerlin\tBerlin
    Vienna\tVienne\tWien
    Munich\tMunich\tMünchen
    Cologne\tCologne\tKöln
    Hamburg\tHambourg\tHamburg
    Nuremberg\tNuremberg\tNürnberg
    Strasbourg\tStrasbourg\tStraßburg
    Geneva\tGenève\tGenf
    Zurich\tZurich\tZürich
    Brussels\tBruxelles\tBrüssel
    Rome\tRome\tRom
    Milan\tMilan\tMailand
    Venice\tVenise\tVenedig
    Florence\tFlorence\tFlorenz
    Naples\tNaples\tNeapel
    Madrid\tMadrid\tMadrid
    Barcelona\tBarcelone\tBarcelona
    Lisbon\tLisbonne\tLissabon
    Dublin\tDublin\tDublin
    Amsterdam\tAmsterdam\tAmsterdam
    Copenhagen\tCopenhague\tKopenhagen
    Stockholm\tStockholm\tStockholm
    Warsaw\tVarsovie\tWarschau
    Prague\tPrague\tPrag
    Budapest\tBudapest\tBudapest
    Athens\tAthènes\tAthen
    Moscow\tMoscou\tMoskau
    Istanbul\tIstanbul\tIstanbul
    Beijing\tPékin\tPeking
    Tokyo\tTokyo\tTokio
    New York\tNew York\tNew York
    Alps\tAlpes\tAlpen
    Rhine\tRhin\tRhein
    Mediterranean Sea\tmer Méditerranée\tMittelmeer
    North Sea\tmer du Nord\tNordsee
    English\tanglais\tEnglisch
    French\tfrançais\tFranzösisch
    German\tallemand\tDeutsch
    Spanish\tespagnol\tSpanisch
    Italian\titalien\tItalienisch
    Portuguese\tportugais\tPortugiesisch
    Dutch\tnéerlandais\tNiederländisch
    Swedish\tsuédois\tSchwedisch
    Polish\tpolonais\tPolnisch
    Greek\tgrec\tGriechisch
    Turkish\tturc\tTürkisch
    Russian\trusse\tRussisch
    Arabic\tarabe\tArabisch
    Chinese\tchinois\tChinesisch
    Japanese\tjaponais\tJapanisch
    Latin\tlatin\tLatein
    American\taméricain\tamerikanisch
    British\tbritannique\tbritisch
    Swiss\tsuisse\tschweizerisch
    Austrian\tautrichien\tösterreichisch
    European\teuropéen\teuropäisch
    Frenchman\tFrançais\tFranzose
    Englishman\tAnglais\tEngländer
    money\targent\tGeld
    euro\teuro\tEuro
    dollar\tdollar\tDollar
    pound\tlivre\tPfund
    cent\tcentime\tCent
    coin\tpièce de monnaie\tMünze
    banknote\tbillet de banque\tGeldschein
    cash\targent liquide\tBargeld
    change\tchangement\tÄnderung
    price\tprix\tPreis
    bill\taddition\tRechnung
    receipt\treçu\tQuittung
    discount\trabais\tRabatt
    credit card\tcarte de crédit\tKreditkarte
    bank account\tcompte bancaire\tBankkonto
    account\tcompte\tKonto
    cash machine\tdistributeur de billets\tGeldautomat
    debt\tdette\tSchulden
    tax\timpôt\tSteuer
    interest\tintérêt\tInteresse
    value\tvaleur\tWert
    shopping\tcourses\tEinkaufen
    material\tmatériau\tMaterial
    metal\tmétal\tMetall
    iron\tfer\tEisen
    steel\tacier\tStahl
    gold\tor\tGold
    silver\targent\tSilber
    plastic\tplastique\tPlastik
    rubber\tcaoutchouc\tGummi
    leather\tcuir\tLeder
    cotton\tcoton\tBaumwolle
    wool\tlaine\tWolle
    gas\tgaz\tGas
    kilogram\tkilogramme\tKilogramm
    litre\tlitre\tLiter
    metre\tmètre\tMeter
    kilometre\tkilomètre\tKilometer
    weight\tpoids\tGewicht
    height\thauteur\tHöhe
    length\tlongueur\tLänge
    distance\tdistance\tEntfernung
    place\tlieu\tOrt
    side\tcôté\tSeite
    centre\tcentre\tZentrum
    middle\tmilieu\tMitte
    direction\tdirection\tRichtung
    part\tpartie\tTeil
    thing\tchose\tDing
    something\tquelque chose\tetwas
    hole\ttrou\tLoch
    list\tliste\tListe
    group\tgroupe\tGruppe
    way\tchemin\tWeg
    good\tbon\tgut
    bad\tmauvais\tschlecht
    better\tmeilleur\tbesser
    best\tmeilleur\tbeste
    worse\tpire\tschlimmer
    big\tgrand\tgroß
    large\tgrand\tgroß
    small\tpetit\tklein
    little\tpetit\tklein
    tall\tgrand\tgroß
    huge\ténorme\triesig
    long\tlong\tlang
    short\tcourt\tkurz
    high\thaut\thoch
    low\tbas\tniedrig
    wide\tlarge\tbreit
    narrow\tétroit\tschmal
    thick\tépais\tdick
    thin\tmince\tdünn
    fat\tgros\tdick
    slim\tmince\tschlank
    deep\tprofond\ttief
    new\tnouveau\tneu
    old\tvieux\talt
    young\tjeune\tjung
    modern\tmoderne\tmodern
    hot\tchaud\theiß
    cold\tfroid\tkalt
    warm\tchaud\twarm
    cool\tfrais\tkühl
    fresh\tfrais\tfrisch
    beautiful\tbeau\tschön
    pretty\tjoli\thübsch
    ugly\tlaid\thässlich
    nice\tgentil\tnett
    kind\tgentil\tfreundlich
    cute\tmignon\tsüß
    bitter\tamer\tbitter
    spicy\tépicé\tscharf
    sweet\tsucré\tsüß
    delicious\tdélicieux\tköstlich
    easy\tfacile\teinfach
    simple\tsimple\teinfach
    difficult\tdifficile\tschwierig
    hard\tdur\thart
    soft\tdoux\tweich
    heavy\tlourd\tschwer
    strong\tfort\tstark
    weak\tfaible\tschwach
    fast\trapide\tschnell
    quick\trapide\tschnell
    slow\tlent\tlangsam
    early\ttôt\tfrüh
    late\ttard\tspät
    loud\tbruyant\tlaut
    quiet\tcalme\truhig
    calm\tcalme\truhig
    bright\tclair\thell
    dark\tsombre\tdunkel
    clean\tpropre\tsauber
    dirty\tsale\tschmutzig
    wet\tmouillé\tnass
    dry\tsec\ttrocken
    full\tplein\tvoll
    empty\tvide\tleer
    open\touvert\toffen
    closed\tfermé\tgeschlossen
    broken\tcassé\tkaputt
    whole\tentier\tganz
    sharp\ttranchant\tscharf
    round\trond\trund
    straight\tdroit\tgerade
    expensive\tcher\tteuer
    cheap\tbon marché\tbillig
    free\tlibre\tfrei
    free of charge\tgratuit\tkostenlos
    rich\triche\treich
    poor\tpauvre\tarm
    happy\theureux\tglücklich
    sad\ttriste\ttraurig
    angry\ten colère\twütend
    afraid\teffrayé\tängstlich
    tired\tfatigué\tmüde
    awake\téveillé\twach
    hungry\taffamé\thungrig
    thirsty\tassoiffé\tdurstig
    healthy\ten bonne santé\tgesund
    ill\tmalade\tkrank
    sick\tmalade\tkrank
    pregnant\tenceinte\tschwanger
    drunk\tivre\tbetrunken
    dead\tmort\ttot
    alive\tvivant\tlebendig
    blind\taveugle\tblind
    injured\tblessé\tverletzt
    nervous\tnerveux\tnervös
    surprised\tsurpris\tüberrascht
    disappointed\tdéçu\tenttäuscht
    satisfied\tsatisfait\tzufrieden
    proud\tfier\tstolz
    jealous\tjaloux\teifersüchtig
    alone\tseul\tallein
    shy\ttimide\tschüchtern
    brave\tcourageux\tmutig
    curious\tcurieux\tneugierig
    lazy\tparesseux\tfaul
    hard-working\ttravailleur\tfleißig
    clever\tintelligent\tklug
    intelligent\tintelligent\tintelligent
    stupid\tstupide\tdumm
    crazy\tfou\tverrückt
    mad\tfou\tverrückt
    funny\tdrôle\tlustig
    boring\tennuyeux\tlangweilig
    interesting\tintéressant\tinteressant
    exciting\tpassionnant\tspannend
    serious\tsérieux\ternst
    friendly\tamical\tfreundlich
    polite\tpoli\thöflich
    rude\timpoli\tunhöflich
    honest\thonnête\tehrlich
    faithful\tfidèle\ttreu
    careful\tprudent\tvorsichtig
    strict\tstrict\tstreng
    evil\tméchant\tböse
    famous\tcélèbre\tberühmt
    popular\tpopulaire\tbeliebt
    unknown\tinconnu\tunbekannt
    important\timportant\twichtig
    necessary\tnécessaire\tnotwendig
    useful\tutile\tnützlich
    possible\tpossible\tmöglich
    impossible\timpossible\tunmöglich
    true\tvrai\twahr
    false\tfaux\tfalsch
    wrong\tfaux\tfalsch
    correct\tcorrect\trichtig
    sure\tsûr\tsicher
    safe\tsûr\tsicher
    dangerous\tdangereux\tgefährlich
    clear\tclair\tklar
    strange\tétrange\tseltsam
    normal\tnormal\tnormal
    special\tspécial\tspeziell
    typical\ttypique\ttypisch
    rare\trare\tselten
    common\tcommun\tgemeinsam
    different\tdifférent\tanders
    same\tmême\tgleich
    similar\tsemblable\tähnlich
    ready\tprêt\tbereit
    busy\toccupé\tbeschäftigt
    available\tdisponible\tverfügbar
    occupied\toccupé\tbesetzt
    married\tmarié\tverheiratet
    single\tcélibataire\tledig
    in love\tamoureux\tverliebt
    foreign\tétranger\tausländisch
    public\tpublic\töffentlich
    private\tprivé\tprivat
    political\tpolitique\tpolitisch
    international\tinternational\tinternational
    natural\tnaturel\tnatürlich
    electric\télectrique\telektrisch
    digital\tnumérique\tdigital
    wonderful\tmerveilleux\twunderbar
    great\tsuper\ttoll
    fantastic\tfantastique\tfantastisch
    excellent\texcellent\tausgezeichnet
    perfect\tparfait\tperfekt
    terrible\tterrible\tschrecklich
    pleasant\tagréable\tangenehm
    comfortable\tconfortable\tbequem
    elegant\télégant\telegant
    blond\tblond\tblond
    sunny\tensoleillé\tsonnig
    cloudy\tnuageux\tbewölkt
    complete\tcomplet\tvollständig
    left\tgauche\tlinks
    right\tdroite\trechts
    I\tje\tich
    you\ttu\tdu
    he\til\ter
    she\telle\tsie
    it\til\tes
    we\tnous\twir
    they\tils\tsie
    me\tmoi\tmich
    him\tlui\tihn
    us\tnous\tuns
    them\teux\tsie
    my\tmon\tmein
    your\tton\tdein
    his\tson\tsein
    her\tsa\tihr
    our\tnotre\tunser
    their\tleur\tihr
    this\tceci\tdies
    that\tcela\tdas
    these\tces\tdiese
    those\tceux-là\tjene
    someone\tquelqu'un\tjemand
    somebody\tquelqu'un\tjemand
    nobody\tpersonne\tniemand
    nothing\trien\tnichts
    everything\ttout\talles
    everyone\ttout le monde\talle
    all\ttous\talle
    each\tchaque\tjeder
    every\tchaque\tjeder
    both\tles deux\tbeide
    some\tquelques\teinige
    several\tplusieurs\tmehrere
    many\tbeaucoup\tviele
    much\tbeaucoup\tviel
    few\tpeu\twenige
    a few\tquelques\tein paar
    a little\tun peu\tein bisschen
    a lot\tbeaucoup\tviel
    other\tautre\tandere
    another\tun autre\tein anderer
    the\tle\tder
    a\tun\tein
    who\tqui\twer
    what\tquoi\twas
    when\tquand\twann
    where\toù\two
    where to\toù\twohin
    why\tpourquoi\twarum
    how\tcomment\twie
    how much\tcombien\twie viel
    how many\tcombien\twie viele
    how long\tcombien de temps\twie lange
    how often\tcombien de fois\twie oft
    which\tquel\twelcher
    and\tet\tund
    or\tou\toder
    but\tmais\taber
    because\tparce que\tweil
    if\tsi\twenn
    however\tcependant\tjedoch
    while\tpendant que\twährend
    until\tjusqu'à\tbis
    with\tavec\tmit
    without\tsans\tohne
    for\tpour\tfür
    against\tcontre\tgegen
    in\tdans\tin
    on\tsur\tauf
    under\tsous\tunter
    above\tau-dessus\tüber
    below\ten dessous\tdarunter
    in front of\tdevant\tvor
    behind\tderrière\thinter
    next to\tà côté de\tneben
    between\tentre\tzwischen
    before\tavant\tvor
    after\taprès\tnach
    during\tpendant\twährend
    since\tdepuis\tseit
    from\tde\tvon
    to\tà\tzu
    at\tà\tbei
    by\tpar\tdurch
    of\tde\tvon
    about\tà propos de\tüber
    through\tà travers\tdurch
    around\tautour\therum
    near\tprès\tnahe
    far\tloin\tweit
    opposite\ten face\tgegenüber
    inside\tà l'intérieur\tdrinnen
    outside\tdehors\tdraußen
    up\ten haut\toben
    down\ten bas\tunten
    here\tici\thier
    there\tlà\tdort
    over there\tlà-bas\tdort drüben
    everywhere\tpartout\tüberall
    somewhere\tquelque part\tirgendwo
    on the left\tà gauche\tlinks
    on the right\tà droite\trechts
    straight ahead\ttout droit\tgeradeaus
    at home\tà la maison\tzu Hause
    instead of\tau lieu de\tstatt
    because of\tà cause de\twegen
    than\tque\tals
    not\tpas\tnicht
    now\tmaintenant\tjetzt
    then\talors\tdann
    later\tplus tard\tspäter
    soon\tbientôt\tbald
    immediately\timmédiatement\tsofort
    always\ttoujours\timmer
    never\tjamais\tnie
    often\tsouvent\toft
    sometimes\tparfois\tmanchmal
    rarely\trarement\tselten
    usually\td'habitude\tnormalerweise
    already\tdéjà\tschon
    still\tencore\tnoch
    again\tencore\twieder
    ago\til y a\tvor
    just\tjuste\tgerade
    only\tseulement\tnur
    also\taussi\tauch
    too\ttrop\tzu
    very\ttrès\tsehr
    quite\tassez\tziemlich
    almost\tpresque\tfast
    enough\tassez\tgenug
    more\tplus\tmehr
    less\tmoins\tweniger
    most\tla plupart\tdie meisten
    at least\tau moins\tmindestens
    well\tbien\tgut
    quickly\tvite\tschnell
    slowly\tlentement\tlangsam
    suddenly\tsoudain\tplötzlich
    finally\tenfin\tendlich
    together\tensemble\tzusammen
    really\tvraiment\twirklich
    probably\tprobablement\twahrscheinlich
    unfortunately\tmalheureusement\tleider
    fortunately\theureusement\tglücklicherweise
    naturally\tnaturellement\tnatürlich
    especially\tsurtout\tbesonders
    so\tdonc\talso
    on foot\tà pied\tzu Fuß
    by car\ten voiture\tmit dem Auto
    on time\tà l'heure\tpünktlich
    to be\têtre\tsein
    to have\tavoir\thaben
    to do\tfaire\ttun
    to make\tfaire\tmachen
    to go\taller\tgehen
    to come\tvenir\tkommen
    to want\tvouloir\twollen
    to be able to\tpouvoir\tkönnen
    to have to\tdevoir\tmüssen
    to know\tsavoir\twissen
    to become\tdevenir\twerden
    to let\tlaisser\tlassen
    to see\tvoir\tsehen
    to look\tregarder\tschauen
    to watch\tregarder\tzuschauen
    to hear\tentendre\thören
    to listen\técouter\tzuhören
    to smell\tsentir\triechen
    to taste\tgoûter\tprobieren
    to touch\ttoucher\tberühren
    to feel\tressentir\tfühlen
    to say\tdire\tsagen
    to speak\tparler\tsprechen
    to talk\tparler\treden
    to tell\traconter\terzählen
    to ask\tdemander\tfragen
    to answer\trépondre\tantworten
    to call\tappeler\tanrufen
    to phone\ttéléphoner\ttelefonieren
    to shout\tcrier\tschreien
    to explain\texpliquer\terklären
    to promise\tpromettre\tversprechen
    to lie\tmentir\tlügen
    to read\tlire\tlesen
    to write\técrire\tschreiben
    to translate\ttraduire\tübersetzen
    to learn\tapprendre\tlernen
    to study\tétudier\tstudieren
    to teach\tenseigner\tunterrichten
    to understand\tcomprendre\tverstehen
    to think\tpenser\tdenken
    to believe\tcroire\tglauben
    to remember\tse souvenir\tsich erinnern
    to forget\toublier\tvergessen
    to count\tcompter\tzählen
    to mean\tsignifier\tbedeuten
    to hope\tespérer\thoffen
    to wish\tsouhaiter\twünschen
    to dream\trêver\tträumen
    to imagine\timaginer\tsich vorstellen
    to decide\tdécider\tentscheiden
    to choose\tchoisir\twählen
    to try\tessayer\tversuchen
    to need\tavoir besoin de\tbrauchen
    to use\tutiliser\tbenutzen
    to eat\tmanger\tessen
    to drink\tboire\ttrinken
    to cook\tcuisiner\tkochen
    to bake\tcuire au four\tbacken
    to sleep\tdormir\tschlafen
    to wake up\tse réveiller\taufwachen
    to get up\tse lever\taufstehen
    to rest\tse reposer\tsich ausruhen
    to wash\tlaver\twaschen
    to shower\tse doucher\tduschen
    to get dressed\ts'habiller\tsich anziehen
    to wear\tporter\ttragen
    to carry\tporter\ttragen
    to clean\tnettoyer\tputzen
    to tidy up\tranger\taufräumen
    to live\tvivre\tleben
    to die\tmourir\tsterben
    to be born\tnaître\tgeboren werden
    to grow\tgrandir\twachsen
    to marry\tépouser\theiraten
    to love\taimer\tlieben
    to like\taimer\tmögen
    to hate\tdétester\thassen
    to kiss\tembrasser\tküssen
    to laugh\trire\tlachen
    to smile\tsourire\tlächeln
    to cry\tpleurer\tweinen
    to thank\tremercier\tdanken
    to apologize\ts'excuser\tsich entschuldigen
    to invite\tinviter\teinladen
    to visit\tvisiter\tbesuchen
    to meet\trencontrer\ttreffen
    to wait\tattendre\twarten
    to stay\trester\tbleiben
    to leave\tpartir\tweggehen
    to arrive\tarriver\tankommen
    to return\trevenir\tzurückkommen
    to enter\tentrer\teintreten
    to go out\tsortir\tausgehen
    to walk\tmarcher\tgehen
    to go for a walk\tse promener\tspazieren gehen
    to run\tcourir\trennen
    to jump\tsauter\tspringen
    to swim\tnager\tschwimmen
    to fly\tvoler\tfliegen
    to drive\tconduire\tfahren
    to ride\tmonter à cheval\treiten
    to travel\tvoyager\treisen
    to fall\ttomber\tfallen
    to sit\têtre assis\tsitzen
    to sit down\ts'asseoir\tsich setzen
    to stand\têtre debout\tstehen
    to dance\tdanser\ttanzen
    to sing\tchanter\tsingen
    to play\tjouer\tspielen
    to paint\tpeindre\tmalen
    to draw\tdessiner\tzeichnen
    to take a photo\tprendre une photo\tein Foto machen
    to work\ttravailler\tarbeiten
    to earn\tgagner\tverdienen
    to win\tgagner\tgewinnen
    to lose\tperdre\tverlieren
    to buy\tacheter\tkaufen
    to sell\tvendre\tverkaufen
    to pay\tpayer\tbezahlen
    to cost\tcoûter\tkosten
    to save\tsauver\tretten
    to spend\tdépenser\tausgeben
    to borrow\temprunter\tausleihen
    to lend\tprêter\tleihen
    to rent\tlouer\tmieten
    to order\tcommander\tbestellen
    to give\tdonner\tgeben
    to offer\toffrir\tanbieten
    to take\tprendre\tnehmen
    to get\tobtenir\tbekommen
    to receive\trecevoir\terhalten
    to bring\tapporter\tbringen
    to fetch\taller chercher\tholen
    to send\tenvoyer\tschicken
    to show\tmontrer\tzeigen
    to put\tmettre\tstellen
    to hold\ttenir\thalten
    to keep\tgarder\tbehalten
    to throw\tjeter\twerfen
    to catch\tattraper\tfangen
    to pull\ttirer\tziehen
    to push\tpousser\tschieben
    to hit\tfrapper\tschlagen
    to open\touvrir\töffnen
    to close\tfermer\tschließen
    to begin\tcommencer\tbeginnen
    to start\tcommencer\tanfangen
    to finish\tterminer\tbeenden
    to stop\tarrêter\tanhalten
    to continue\tcontinuer\tfortsetzen
    to change\tchanger\tändern
    to move\tbouger\tbewegen
    to turn\ttourner\tdrehen
    to turn on\tallumer\teinschalten
    to turn off\téteindre\tausschalten
    to build\tconstruire\tbauen
    to repair\tréparer\treparieren
    to break\tcasser\tbrechen
    to cut\tcouper\tschneiden
    to burn\tbrûler\tbrennen
    to look for\tchercher\tsuchen
    to search\tchercher\tsuchen
    to find\ttrouver\tfinden
    to hide\tcacher\tverstecken
    to steal\tvoler\tstehlen
    to help\taider\thelfen
    to protect\tprotéger\tschützen
    to fight\tse battre\tkämpfen
    to kill\ttuer\ttöten
    to allow\tpermettre\terlauben
    to accept\taccepter\tannehmen
    to follow\tsuivre\tfolgen
    to happen\tse passer\tpassieren
    to seem\tsembler\tscheinen
    to miss\tmanquer\tverpassen
    to hurry\tse dépêcher\tsich beeilen
    to breathe\trespirer\tatmen
    to cough\ttousser\thusten
    to hurt\tfaire mal\twehtun
    to smoke\tfumer\trauchen
    to rain\tpleuvoir\tregnen
    to snow\tneiger\tschneien
    to celebrate\tfêter\tfeiern
    to train\ts'entraîner\ttrainieren
    to compare\tcomparer\tvergleichen
    to check\tvérifier\tüberprüfen
    to print\timprimer\tdrucken
    to download\ttélécharger\therunterladen
    to delete\tsupprimer\tlöschen
    to share\tpartager\tteilen
    to sign\tsigner\tunterschreiben
    to book\tréserver\tbuchen
    to cancel\tannuler\tabsagen
    to park\tse garer\tparken
    to cross\ttraverser\tüberqueren
    to pray\tprier\tbeten
    to trust\tfaire confiance\tvertrauen
    to worry\ts'inquiéter\tsich Sorgen machen
    to enjoy\tapprécier\tgenießen
    see you on Monday\tà lundi\tbis Montag
    many thanks\tmerci beaucoup\tvielen Dank
    no, thank you\tnon, merci\tnein, danke
    agreed\td'accord\teinverstanden
    sweet dreams\tfais de beaux rêves\tträum süß
    I'm scared\tj'ai peur\tich habe Angst
    I'm at home\tje suis à la maison\tich bin zu Hause
    I don't speak French\tje ne parle pas français\tich spreche kein Französisch
    it's late\til est tard\tes ist spät
    that's all\tc'est tout\tdas ist alles
    What is your name?\tComment vous appelez-vous ?\tWie heißen Sie?
    How much does it cost?\tCombien ça coûte ?\tWie viel kostet das?
    Where is the exit?\tOù est la sortie ?\tWo ist der Ausgang?
    Where are you going?\tOù vas-tu ?\tWohin gehst du?
    Who is it?\tQui est-ce ?\tWer ist das?
    What does that mean?\tQu'est-ce que ça veut dire ?\tWas bedeutet das?
    What happened?\tQue s'est-il passé ?\tWas ist passiert?
    Do you understand?\tComprenez-vous ?\tVerstehen Sie?
    Can I help you?\tPuis-je vous aider ?\tKann ich Ihnen helfen?
    Are you ready?\tEs-tu prêt ?\tBist du bereit?
    Are you hungry?\tAs-tu faim ?\tHast du Hunger?
    Come in!\tEntrez !\tHerein!
    Look!\tRegarde !\tSchau!
    Happy birthday!\tJoyeux anniversaire !\tAlles Gute zum Geburtstag!
    Good luck!\tBonne chance !\tViel Glück!
    wait a moment\tattendez un instant\twarten Sie einen Moment
    just a minute\tjuste une minute\tnur eine Minute
    in any case\ten tout cas\tauf jeden Fall
    on the contrary\tau contraire\tim Gegenteil
    what else\tquoi d'autre\twas noch
    come with me\tviens avec moi\tkomm mit mir
    all the best\tbonne continuation\talles Gute
    best wishes\tmeilleurs vœux\tbeste Wünsche
    no entry\tentrée interdite\tkein Zutritt
    for rent\tà louer\tzu vermieten
    one hundred\tcent\thundert
    two hundred\tdeux cents\tzweihundert
    one thousand\tmille\ttausend
    decade\tdécennie\tJahrzehnt
    yesterday evening\thier soir\tgestern Abend
    all day\ttoute la journée\tden ganzen Tag
    human being\têtre humain\tMensch
    teenager\tadolescent\tJugendlicher
    gentleman\tmonsieur\tHerr
    grandchild\tpetit-enfant\tEnkelkind
    bride\tmariée\tBraut
    groom\tmarié\tBräutigam
    brother-in-law\tbeau-frère\tSchwager
    sister-in-law\tbelle-sœur\tSchwägerin
    twin\tjumeau\tZwilling
    twins\tjumeaux\tZwillinge
    stranger\tinconnu\tFremder
    birth\tnaissance\tGeburt
    childhood\tenfance\tKindheit
    youth\tjeunesse\tJugend
    forehead\tfront\tStirn
    moustache\tmoustache\tSchnurrbart
    fist\tpoing\tFaust
    fingernail\tongle\tFingernagel
    hip\thanche\tHüfte
    heel\ttalon\tFerse
    breath\tsouffle\tAtem
    sweat\tsueur\tSchweiß
    attic\tgrenier\tDachboden
    courtyard\tcour\tHof
    corridor\tcouloir\tFlur
    first floor\tpremier étage\terster Stock
    chimney\tcheminée\tSchornstein
    gate\tportail\tTor
    doorbell\tsonnette\tTürklingel
    letterbox\tboîte aux lettres\tBriefkasten
    mattress\tmatelas\tMatratze
    cushion\tcoussin\tKissen
    drawer\ttiroir\tSchublade
    washbasin\tlavabo\tWaschbecken
    comb\tpeigne\tKamm
    razor\trasoir\tRasierer
    broom\tbalai\tBesen
    bucket\tseau\tEimer
    sponge\téponge\tSchwamm
    garbage\tordures\tMüll
    dustbin\tpoubelle\tMülleimer
    tenant\tlocataire\tMieter
    socket\tprise\tSteckdose
    plug\tfiche\tStecker
    freezer\tcongélateur\tGefrierschrank
    stove\tcuisinière\tHerd
    toaster\tgrille-pain\tToaster
    frying pan\tpoêle\tBratpfanne
    bottle opener\tdécapsuleur\tFlaschenöffner
    corkscrew\ttire-bouchon\tKorkenzieher
    tin\tboîte de conserve\tDose
    jug\tcruche\tKrug
    teaspoon\tcuillère à café\tTeelöffel
    tray\tplateau\tTablett
    starter\tentrée\tVorspeise
    main course\tplat principal\tHauptgericht
    bread roll\tpetit pain\tBrötchen
    slice\ttranche\tScheibe
    bacon\tbacon\tSpeck
    veal\tveau\tKalbfleisch
    roast\trôti\tBraten
    seafood\tfruits de mer\tMeeresfrüchte
    dough\tpâte\tTeig
    spice\tépice\tGewürz
    cookie\tbiscuit\tKeks
    crisps\tchips\tChips
    whipped cream\tcrème fouettée\tSchlagsahne
    drinking water\teau potable\tTrinkwasser
    apple juice\tjus de pomme\tApfelsaft
    champagne\tchampagne\tChampagner
    ice cube\tglaçon\tEiswürfel
    lime\tcitron vert\tLimette
    grapefruit\tpamplemousse\tGrapefruit
    blackberry\tmûre\tBrombeere
    apricot\tabricot\tAprikose
    kiwi\tkiwi\tKiwi
    fig\tfigue\tFeige
    coconut\tnoix de coco\tKokosnuss
    hazelnut\tnoisette\tHaselnuss
    walnut\tnoix\tWalnuss
    almond\tamande\tMandel
    chestnut\tchâtaigne\tKastanie
    raisin\traisin sec\tRosine
    lentils\tlentilles\tLinsen
    leek\tpoireau\tLauch
    celery\tcéleri\tSellerie
    radish\tradis\tRadieschen
    beetroot\tbetterave\tRote Bete
    courgette\tcourgette\tZucchini
    artichoke\tartichaut\tArtischocke
    basil\tbasilic\tBasilikum
    mint\tmenthe\tMinze
    puppy\tchiot\tWelpe
    kitten\tchaton\tKätzchen
    calf\tveau\tKalb
    rooster\tcoq\tHahn
    chick\tpoussin\tKüken
    hare\tlièvre\tHase
    hamster\thamster\tHamster
    squirrel\técureuil\tEichhörnchen
    wild boar\tsanglier\tWildschwein
    camel\tchameau\tKamel
    kangaroo\tkangourou\tKänguru
    crocodile\tcrocodile\tKrokodil
    lizard\tlézard\tEidechse
    sparrow\tmoineau\tSpatz
    swallow\thirondelle\tSchwalbe
    parrot\tperroquet\tPapagei
    raven\tcorbeau\tRabe
    swan\tcygne\tSchwan
    stork\tcigogne\tStorch
    seal\tphoque\tRobbe
    mussel\tmoule\tMuschel
    octopus\tpieuvre\tKrake
    beetle\tscarabée\tKäfer
    ladybird\tcoccinelle\tMarienkäfer
    feather\tplume\tFeder
    fur\tfourrure\tFell
    cage\tcage\tKäfig
    zoo\tzoo\tZoo
    shorts\tshort\tShorts
    blouse\tchemisier\tBluse
    raincoat\timperméable\tRegenmantel
    glove\tgant\tHandschuh
    boot\tbotte\tStiefel
    sandals\tsandales\tSandalen
    slippers\tpantoufles\tHausschuhe
    sock\tchaussette\tSocke
    tights\tcollant\tStrumpfhose
    underpants\tslip\tUnterhose
    bra\tsoutien-gorge\tBH
    pyjamas\tpyjama\tSchlafanzug
    zip\tfermeture éclair\tReißverschluss
    sleeve\tmanche\tÄrmel
    collar\tcol\tKragen
    purse\tporte-monnaie\tGeldbeutel
    bracelet\tbracelet\tArmband
    earring\tboucle d'oreille\tOhrring
    handkerchief\tmouchoir\tTaschentuch
    suburb\tbanlieue\tVorort
    pavement\ttrottoir\tGehweg
    crossroads\tcarrefour\tKreuzung
    skyscraper\tgratte-ciel\tWolkenkratzer
    mosque\tmosquée\tMoschee
    synagogue\tsynagogue\tSynagoge
    palace\tpalais\tPalast
    fire brigade\tpompiers\tFeuerwehr
    department store\tgrand magasin\tKaufhaus
    butcher's shop\tboucherie\tMetzgerei
    hairdresser's\tsalon de coiffure\tFriseursalon
    cemetery\tcimetière\tFriedhof
    monument\tmonument\tDenkmal
    city map\tplan de la ville\tStadtplan
    subway\tmétro\tU-Bahn
    scooter\tscooter\tRoller
    lorry\tcamion\tLastwagen
    tractor\ttracteur\tTraktor
    ferry\tferry\tFähre
    airplane\tavion\tFlugzeug
    rocket\tfusée\tRakete
    tyre\tpneu\tReifen
    brake\tfrein\tBremse
    steering wheel\tvolant\tLenkrad
    parking space\tplace de parking\tParkplatz
    traffic sign\tpanneau de signalisation\tVerkehrsschild
    pedestrian\tpiéton\tFußgänger
    cyclist\tcycliste\tRadfahrer
    track\tvoie\tGleis
    ticket office\tguichet\tFahrkartenschalter
    return ticket\tbillet aller-retour\tRückfahrkarte
    harbour\tport\tHafen
    journey\tvoyage\tReise
    excursion\texcursion\tAusflug
    tourism\ttourisme\tTourismus
    travel agency\tagence de voyages\tReisebüro
    customs\tdouane\tZoll
    single room\tchambre simple\tEinzelzimmer
    double room\tchambre double\tDoppelzimmer
    reception\tréception\tEmpfang
    youth hostel\tauberge de jeunesse\tJugendherberge
    sleeping bag\tsac de couchage\tSchlafsack
    souvenir\tsouvenir\tAndenken
    ash\tcendre\tAsche
    stream\truisseau\tBach
    waterfall\tcascade\tWasserfall
    mountains\tmontagnes\tBerge
    peak\tsommet\tGipfel
    mud\tboue\tSchlamm
    volcano\tvolcan\tVulkan
    meadow\tprairie\tWiese
    bush\tbuisson\tBusch
    tulip\ttulipe\tTulpe
    sunflower\ttournesol\tSonnenblume
    lily\tlys\tLilie
    moss\tmousse\tMoos
    seed\tgraine\tSamen
    oak\tchêne\tEiche
    fir tree\tsapin\tTanne
    birch\tbouleau\tBirke
    palm tree\tpalmier\tPalme
    apple tree\tpommier\tApfelbaum
    weather forecast\tprévisions météo\tWettervorhersage
    climate change\tchangement climatique\tKlimawandel
    hail\tgrêle\tHagel
    frost\tgel\tFrost
    shade\tombre\tSchatten
    degree\tdegré\tGrad
    kindergarten\tjardin d'enfants\tKindergarten
    primary school\técole primaire\tGrundschule
    error\terreur\tFehler
    books\tlivres\tBücher
    exercise book\tcahier\tHeft
    ballpoint pen\tstylo à bille\tKugelschreiber
    chalk\tcraie\tKreide
    ink\tencre\tTinte
    words\tmots\tWörter
    foreign language\tlangue étrangère\tFremdsprache
    mother tongue\tlangue maternelle\tMuttersprache
    novel\troman\tRoman
    poem\tpoème\tGedicht
    title\ttitre\tTitel
    maths\tmaths\tMathe
    philosophy\tphilosophie\tPhilosophie
    education\téducation\tBildung
    employer\temployeur\tArbeitgeber
    unemployment\tchômage\tArbeitslosigkeit
    pension\tretraite\tRente
    career\tcarrière\tKarriere
    job interview\tentretien d'embauche\tVorstellungsgespräch
    signature\tsignature\tUnterschrift
    strike\tgrève\tStreik
    trade\tcommerce\tHandel
    pharmacist\tpharmacien\tApotheker
    vet\tvétérinaire\tTierarzt
    policeman\tpolicier\tPolizist
    firefighter\tpompier\tFeuerwehrmann
    electrician\télectricien\tElektriker
    plumber\tplombier\tKlempner
    bricklayer\tmaçon\tMaurer
    chef\tchef cuisinier\tKüchenchef
    waitress\tserveuse\tKellnerin
    tailor\ttailleur\tSchneider
    shoemaker\tcordonnier\tSchuster
    fisherman\tpêcheur\tFischer
    hunter\tchasseur\tJäger
    seller\tvendeur\tVerkäufer
    shop assistant\tvendeur\tVerkäufer
    postman\tfacteur\tBriefträger
    taxi driver\tchauffeur de taxi\tTaxifahrer
    bus driver\tchauffeur de bus\tBusfahrer
    sailor\tmarin\tMatrose
    secretary\tsecrétaire\tSekretärin
    accountant\tcomptable\tBuchhalter
    author\tauteur\tAutor
    poet\tpoète\tDichter
    actress\tactrice\tSchauspielerin
    photographer\tphotographe\tFotograf
    interpreter\tinterprète\tDolmetscher
    priest\tprêtre\tPriester
    minister\tministre\tMinister
    prince\tprince\tPrinz
    princess\tprincesse\tPrinzessin
    pensioner\tretraité\tRentner
    tools\toutils\tWerkzeuge
    saw\tscie\tSäge
    pliers\tpince\tZange
    drill\tperceuse\tBohrmaschine
    axe\thache\tAxt
    shovel\tpelle\tSchaufel
    rake\trâteau\tRechen
    chain\tchaîne\tKette
    thread\tfil\tFaden
    wire\tfil de fer\tDraht
    matches\tallumettes\tStreichhölzer
    folder\tdossier\tOrdner
    username\tnom d'utilisateur\tBenutzername
    network\tréseau\tNetzwerk
    browser\tnavigateur\tBrowser
    attachment\tpièce jointe\tAnhang
    settings\tparamètres\tEinstellungen
    hard drive\tdisque dur\tFestplatte
    phone call\tappel téléphonique\tAnruf
    charger\tchargeur\tLadegerät
    loudspeaker\thaut-parleur\tLautsprecher
    advertisement\tpublicité\tWerbung
    envelope\tenveloppe\tBriefumschlag
    disease\tmaladie\tKrankheit
    stomach ache\tmal de ventre\tBauchschmerzen
    sore throat\tmal de gorge\tHalsschmerzen
    back pain\tmal de dos\tRückenschmerzen
    burn\tbrûlure\tVerbrennung
    heart attack\tcrise cardiaque\tHerzinfarkt
    tablet\tcomprimé\tTablette
    ointment\tpommade\tSalbe
    plaster\tpansement\tPflaster
    bandage\tbandage\tVerband
    injection\tpiqûre\tSpritze
    vaccination\tvaccination\tImpfung
    health insurance\tassurance maladie\tKrankenversicherung
    pregnancy\tgrossesse\tSchwangerschaft
    diet\trégime\tDiät
    poison\tpoison\tGift
    wheelchair\tfauteuil roulant\tRollstuhl
    handball\thandball\tHandball
    table tennis\ttennis de table\tTischtennis
    golf\tgolf\tGolf
    rugby\trugby\tRugby
    cycling\tcyclisme\tRadsport
    athletics\tathlétisme\tLeichtathletik
    gymnastics\tgymnastique\tTurnen
    boxing\tboxe\tBoxen
    ice skates\tpatins à glace\tSchlittschuhe
    referee\tarbitre\tSchiedsrichter
    loser\tperdant\tVerlierer
    defeat\tdéfaite\tNiederlage
    world champion\tchampion du monde\tWeltmeister
    playing card\tcarte à jouer\tSpielkarte
    puzzle\tpuzzle\tPuzzle
    circus\tcirque\tZirkus
    exhibition\texposition\tAusstellung
    sculpture\tsculpture\tSkulptur
    melody\tmélodie\tMelodie
    rhythm\trythme\tRhythmus
    cello\tvioloncelle\tCello
    trumpet\ttrompette\tTrompete
    saxophone\tsaxophone\tSaxophon
    accordion\taccordéon\tAkkordeon
    harp\tharpe\tHarfe
    choir\tchœur\tChor
    orchestra\torchestre\tOrchester
    color\tcouleur\tFarbe
    gray\tgris\tgrau
    light blue\tbleu clair\thellblau
    dark blue\tbleu foncé\tdunkelblau
    dark green\tvert foncé\tdunkelgrün
    golden\tdoré\tgolden
    hate\thaine\tHass
    trust\tconfiance\tVertrauen
    jealousy\tjalousie\tEifersucht
    envy\tenvie\tNeid
    shame\thonte\tScham
    boredom\tennui\tLangeweile
    loneliness\tsolitude\tEinsamkeit
    homesickness\tmal du pays\tHeimweh
    worry\tsouci\tSorge
    desire\tdésir\tVerlangen
    hug\tcâlin\tUmarmung
    laughter\trire\tLachen
    pleasure\tplaisir\tVergnügen
    spirit\tesprit\tGeist
    devil\tdiable\tTeufel
    faith\tfoi\tGlaube
    prayer\tprière\tGebet
    ghost\tfantôme\tGespenst
    dragon\tdragon\tDrache
    witch\tsorcière\tHexe
    nation\tnation\tNation
    election\télection\tWahl
    democracy\tdémocratie\tDemokratie
    society\tsociété\tGesellschaft
    citizen\tcitoyen\tBürger
    refugee\tréfugié\tFlüchtling
    duty\tdevoir\tPflicht
    murder\tmeurtre\tMord
    theft\tvol\tDiebstahl
    weapon\tarme\tWaffe
    army\tarmée\tArmee
    North America\tAmérique du Nord\tNordamerika
    South America\tAmérique du Sud\tSüdamerika
    Luxembourg\tLuxembourg\tLuxemburg
    Slovakia\tSlovaquie\tSlowakei
    Romania\tRoumanie\tRumänien
    Bulgaria\tBulgarie\tBulgarien
    Serbia\tSerbie\tSerbien
    Slovenia\tSlovénie\tSlowenien
    Albania\tAlbanie\tAlbanien
    Estonia\tEstonie\tEstland
    Latvia\tLettonie\tLettland
    Lithuania\tLituanie\tLitauen
    Cyprus\tChypre\tZypern
    Malta\tMalte\tMalta
    Argentina\tArgentine\tArgentinien
    Chile\tChili\tChile
    Peru\tPérou\tPeru
    Colombia\tColombie\tKolumbien
    Cuba\tCuba\tKuba
    Korea\tCorée\tKorea
    Pakistan\tPakistan\tPakistan
    Afghanistan\tAfghanistan\tAfghanistan
    Iraq\tIrak\tIrak
    Syria\tSyrie\tSyrien
    Lebanon\tLiban\tLibanon
    Libya\tLibye\tLibyen
    Senegal\tSénégal\tSenegal
    Ivory Coast\tCôte d'Ivoire\tElfenbeinküste
    Cameroon\tCameroun\tKamerun
    Ethiopia\tÉthiopie\tÄthiopien
    Kenya\tKenya\tKenia
    Thailand\tThaïlande\tThailand
    Vietnam\tVietnam\tVietnam
    Indonesia\tIndonésie\tIndonesien
    Frankfurt\tFrancfort\tFrankfurt
    Dresden\tDresde\tDresden
    Aachen\tAix-la-Chapelle\tAachen
    Lyon\tLyon\tLyon
    Basel\tBâle\tBasel
    Bern\tBerne\tBern
    Antwerp\tAnvers\tAntwerpen
    Turin\tTurin\tTurin
    Seville\tSéville\tSevilla
    Edinburgh\tÉdimbourg\tEdinburgh
    The Hague\tLa Haye\tDen Haag
    Krakow\tCracovie\tKrakau
    Bucharest\tBucarest\tBukarest
    Belgrade\tBelgrade\tBelgrad
    Saint Petersburg\tSaint-Pétersbourg\tSankt Petersburg
    Kyiv\tKiev\tKiew
    Jerusalem\tJérusalem\tJerusalem
    Cairo\tLe Caire\tKairo
    Algiers\tAlger\tAlgier
    Danube\tDanube\tDonau
    Baltic Sea\tmer Baltique\tOstsee
    Black Forest\tForêt-Noire\tSchwarzwald
    Bavaria\tBavière\tBayern
    Danish\tdanois\tDänisch
    Norwegian\tnorvégien\tNorwegisch
    Finnish\tfinnois\tFinnisch
    Czech\ttchèque\tTschechisch
    Hungarian\thongrois\tUngarisch
    Romanian\troumain\tRumänisch
    Ukrainian\tukrainien\tUkrainisch
    Korean\tcoréen\tKoreanisch
    Hebrew\thébreu\tHebräisch
    Irish\tirlandais\tirisch
    Scottish\técossais\tschottisch
    Belgian\tbelge\tbelgisch
    African\tafricain\tafrikanisch
    Asian\tasiatique\tasiatisch
    Canadian\tcanadien\tkanadisch
    Mexican\tmexicain\tmexikanisch
    Brazilian\tbrésilien\tbrasilianisch
    Australian\taustralien\taustralisch
    Indian\tindien\tindisch
    Egyptian\tégyptien\tägyptisch
    Moroccan\tmarocain\tmarokkanisch
    Frenchwoman\tFrançaise\tFranzösin
    Englishwoman\tAnglaise\tEngländerin
    invoice\tfacture\tRechnung
    tip\tpourboire\tTrinkgeld
    cheque\tchèque\tScheck
    loan\tprêt\tKredit
    savings\téconomies\tErsparnisse
    cost\tcoût\tKosten
    sale\tvente\tVerkauf
    purchase\tachat\tKauf
    shopping list\tliste de courses\tEinkaufsliste
    goods\tmarchandises\tWaren
    wealth\trichesse\tReichtum
    poverty\tpauvreté\tArmut
    copper\tcuivre\tKupfer
    aluminium\taluminium\tAluminium
    silk\tsoie\tSeide
    linen\tlin\tLeinen
    cloth\ttissu\tStoff
    cardboard\tcarton\tPappe
    concrete\tbéton\tBeton
    brick\tbrique\tZiegel
    marble\tmarbre\tMarmor
    clay\targile\tTon
    rubber band\télastique\tGummiband
    wax\tcire\tWachs
    coal\tcharbon\tKohle
    diamond\tdiamant\tDiamant
    pearl\tperle\tPerle
    gram\tgramme\tGramm
    centimetre\tcentimètre\tZentimeter
    width\tlargeur\tBreite
    depth\tprofondeur\tTiefe
    surface\tsurface\tOberfläche
    edge\tbord\tRand
    things\tchoses\tDinge
    tiny\tminuscule\twinzig
    shallow\tpeu profond\tflach
    ancient\tancien\turalt
    handsome\tbeau\tgut aussehend
    sour\tacide\tsauer
    salty\tsalé\tsalzig
    ripe\tmûr\treif
    raw\tcru\troh
    blunt\témoussé\tstumpf
    crooked\ttordu\tkrumm
    smooth\tlisse\tglatt
    rough\trugueux\trau
    sober\tsobre\tnüchtern
    deaf\tsourd\ttaub
    worried\tinquiet\tbesorgt
    lonely\tsolitaire\teinsam
    unfriendly\tantipathique\tunfreundlich
    generous\tgénéreux\tgroßzügig
    stingy\tavare\tgeizig
    impatient\timpatient\tungeduldig
    cruel\tcruel\tgrausam
    useless\tinutile\tnutzlos
    probable\tprobable\twahrscheinlich
    weird\tbizarre\tkomisch
    usual\thabituel\tüblich
    equal\tégal\tgleich
    divorced\tdivorcé\tgeschieden
    local\tlocal\tlokal
    artificial\tartificiel\tkünstlich
    horrible\thorrible\tschrecklich
    awful\taffreux\tfurchtbar
    unpleasant\tdésagréable\tunangenehm
    naked\tnu\tnackt
    bald\tchauve\tkahl
    rainy\tpluvieux\tregnerisch
    windy\tventeux\twindig
    foggy\tbrumeux\tneblig
    final\tfinal\tendgültig
    mine\tle mien\tmeins
    yours\tle tien\tdeins
    myself\tmoi-même\tmich selbst
    yourself\ttoi-même\tdich selbst
    no one\tpersonne\tniemand
    everybody\ttout le monde\talle
    none\taucun\tkeiner
    where from\td'où\twoher
    how far\tà quelle distance\twie weit
    whose\tà qui\twessen
    since when\tdepuis quand\tseit wann
    although\tbien que\tobwohl
    so that\tpour que\tdamit
    therefore\tdonc\tdeshalb
    as soon as\tdès que\tsobald
    among\tparmi\tunter
    far away\tloin\tweit weg
    upstairs\ten haut\toben
    downstairs\ten bas\tunten
    nowhere\tnulle part\tnirgendwo
    despite\tmalgré\ttrotz
    except\tsauf\taußer
    badly\tmal\tschlecht
    certainly\tcertainement\tsicherlich
    gladly\tvolontiers\tgern
    otherwise\tsinon\tsonst
    recently\trécemment\tkürzlich
    ever\tjamais\tjemals
    ahead\tdevant\tvoraus
    by train\ten train\tmit dem Zug
    to whisper\tchuchoter\tflüstern
    to describe\tdécrire\tbeschreiben
    to discuss\tdiscuter\tdiskutieren
    to spell\tépeler\tbuchstabieren
    to calculate\tcalculer\trechnen
    to fry\tfrire\tbraten
    to boil\tbouillir\tkochen
    to have breakfast\tprendre le petit-déjeuner\tfrühstücken
    to fall asleep\ts'endormir\teinschlafen
    to get undressed\tse déshabiller\tsich ausziehen
    to iron\trepasser\tbügeln
    to sew\tcoudre\tnähen
    to hug\tserrer dans ses bras\tumarmen
    to greet\tsaluer\tgrüßen
    to congratulate\tféliciter\tgratulieren
    to climb\tgrimper\tklettern
    to dive\tplonger\ttauchen
    to cycle\tfaire du vélo\tRad fahren
    to ski\tskier\tSki fahren
    to give back\trendre\tzurückgeben
    to lay\tposer\tlegen
    to hang\taccrocher\thängen
    to throw away\tjeter\twegwerfen
    to press\tappuyer\tdrücken
    to lift\tsoulever\theben
    to end\tfinir\tenden
    to destroy\tdétruire\tzerstören
    to dig\tcreuser\tgraben
    to plant\tplanter\tpflanzen
    to water\tarroser\tgießen
    to mix\tmélanger\tmischen
    to fill\tremplir\tfüllen
    to pour\tverser\tgießen
    to pack\temballer\teinpacken
    to argue\tse disputer\tstreiten
    to shoot\ttirer\tschießen
    to forbid\tinterdire\tverbieten
    to refuse\trefuser\tablehnen
    to lead\tmener\tführen
    to exist\texister\texistieren
    to belong\tappartenir\tgehören
    to bleed\tsaigner\tbluten
    to heal\tguérir\theilen
    to shine\tbriller\tscheinen
    to freeze\tgeler\tgefrieren
    to bite\tmordre\tbeißen
    to bark\taboyer\tbellen
    to feed\tnourrir\tfüttern
    to measure\tmesurer\tmessen
    to weigh\tpeser\twiegen
    to connect\tconnecter\tverbinden
    to click\tcliquer\tklicken
    to fill in\tremplir\tausfüllen
    to get in\tmonter\teinsteigen
    to get off\tdescendre\taussteigen
    to complain\tse plaindre\tsich beschweren
    to fear\tcraindre\tfürchten
    to fall in love\ttomber amoureux\tsich verlieben
    """
}
