import { product } from '../build.ts'

export const stationery = [
  product('clothbound-notebook', {
    en: `Clothbound Notebook
      Sewn in sixteens so it lies flat at every page, with 100 g paper that takes a wet nib. The linen cover softens
      at the corners the way a good book should.`,
    de: `Notizbuch mit Leineneinband
      In Lagen fadengeheftet, damit es auf jeder Seite flach liegt, mit 100-g-Papier, das auch eine nasse Feder
      verträgt. Der Leineneinband wird an den Ecken weich, wie es sich für ein gutes Buch gehört.`,
    ja: `布張りノート
      糸かがり綴じで、どのページでも平らに開きます。100 g/m²の紙は太めの万年筆でもにじみません。
      リネンの表紙は、使ううちに角がやわらかくなじんでいきます。`,
    shelf: {
      in: 'paper',
      by: 'Marlow Press',
      type: 'Notebook',
      tags: 'notebook, linen, fountain pen friendly',
    },
    sale: { sku: 'NBK', price: '19.00 17.90 2900', popularity: 880, grams: 340 },
    options: ['Colour', 'Ruling'],
    variants: {
      'Forest / Plain': 24,
      'Forest / Dotted': 31,
      'Rust / Plain': 12,
      'Rust / Dotted': 0,
      'Navy / Plain': 18,
      'Navy / Dotted': 27,
    },
    pictures: [
      ['notebook', 'forest mustard', 'A forest-green clothbound notebook with a mustard ribbon'],
      ['openNotebook', 'forest mustard stone', 'The notebook lying open on dotted pages'],
    ],
  }),
  product('pocket-notebook-trio', {
    en: `Pocket Notebook Trio
      Three stapled books of 48 pages for the shopping list, the seed order and the half-formed idea. Rounded
      corners survive a back pocket.`,
    de: `Drei Taschenhefte
      Drei geheftete Büchlein mit je 48 Seiten: für den Einkaufszettel, die Saatgutbestellung und den halbfertigen
      Gedanken. Die runden Ecken überstehen auch die Gesäßtasche.`,
    ja: `ポケットノート三冊組
      48ページの中綴じノートが三冊。買い物メモに、種の注文に、まだ形にならない思いつきに。
      角を丸めてあるので、ズボンの後ろポケットでも傷みません。`,
    shelf: { in: 'paper', by: 'Marlow Press', type: 'Notebook', tags: 'notebook, pocket, set' },
    sale: { sku: 'TRI', price: '12.00 10.90 1800', popularity: 460, grams: 150, stock: 72 },
    pictures: [['notebooks', 'teal mustard brick', 'Three pocket notebooks in teal, mustard and brick']],
  }),
  product('brass-ballpoint', {
    en: `Brass Ballpoint
      Machined from solid bar and left unlacquered, so it darkens where you hold it. Takes the standard refill sold
      in every corner shop.`,
    de: `Kugelschreiber aus Messing
      Aus dem vollen Stab gedreht und nicht lackiert, sodass er dort nachdunkelt, wo man ihn hält. Nimmt die
      Standardmine, die es an jeder Ecke gibt.`,
    ja: `真鍮のボールペン
      真鍮の丸棒から削り出し、無塗装で仕上げました。握るところから少しずつ色が深まります。
      替芯はどこでも手に入る標準サイズです。`,
    shelf: { in: 'writing', by: 'Quillfeather', type: 'Pen', tags: 'pen, brass, gift' },
    sale: { sku: 'BAL', price: '34.00 32.90 4900', popularity: 510, grams: 42, stock: 19 },
    pictures: [['pen', 'brass walnut', 'A brass ballpoint pen drawing a blue line']],
  }),
  product('letterwriter-fountain-pen', {
    en: `Letterwriter Fountain Pen
      A steel nib tuned by hand to start on the first stroke, in a barrel slim enough for long letters. Fills from a
      bottle or a cartridge.`,
    de: `Füllfederhalter „Briefschreiber“
      Eine von Hand eingestellte Stahlfeder, die beim ersten Strich anschreibt, in einem Schaft, der auch für lange
      Briefe schlank genug ist. Mit Konverter oder Patrone zu füllen.`,
    ja: `手紙のための万年筆
      書き出しからかすれないよう、一本ずつ調整したスチールペン先。長い手紙でも疲れない細身の軸です。
      ボトルインクとカートリッジの両方が使えます。`,
    shelf: {
      in: 'writing',
      by: 'Quillfeather',
      type: 'Fountain pen',
      tags: 'pen, fountain pen, letters, gift',
    },
    sale: { sku: 'FPN', price: '58.00 54.90 8600', popularity: 640, grams: 28 },
    options: ['Colour', 'Nib'],
    variants: { 'Navy / Fine': 14, 'Navy / Medium': 16, 'Plum / Fine': 3, 'Plum / Medium': 8 },
    pictures: [['fountainpen', 'navy brass', 'A navy fountain pen leaving a looping line of ink']],
  }),
  product('bottled-ink', {
    en: `Bottled Ink
      Mixed from dyes that flow freely and dry in eight seconds, in a 50 ml bottle with a neck wide enough for any
      pen. Each colour is named after a shop on our street.`,
    de: `Tinte im Glas
      Aus Farbstoffen gemischt, die leicht fließen und in acht Sekunden trocknen, im 50-ml-Glas mit einer Öffnung
      für jeden Füller. Jede Farbe ist nach einem Laden in unserer Straße benannt.`,
    ja: `ボトルインク
      流れがよく、八秒で乾く染料インク。どんなペンも入る広口の50 mlボトルです。
      色の名前は、この通りに並ぶ店から取りました。`,
    shelf: { in: 'writing', by: 'Quillfeather', type: 'Ink', tags: 'ink, fountain pen' },
    sale: { sku: 'INK', price: '16.00 14.90 2400', popularity: 430, grams: 180 },
    options: ['Colour'],
    variants: {
      'Baker Blue': 22,
      'Florist Green': 17,
      'Cobbler Brown': 9,
      'Grocer Red': 11,
      'Tailor Black': 30,
    },
    pictures: [
      ['ink', 'blue charcoal', 'A square bottle of blue ink'],
      ['ink', 'forest charcoal', 'The bottled ink in green'],
    ],
  }),
  product('sketching-pencils', {
    en: `Sketching Pencils
      Twelve cedar pencils from 4H to 6B in a slide-lid tin, with leads glued along their whole length so a fall
      does not break them.`,
    de: `Zeichenbleistifte
      Zwölf Bleistifte aus Zedernholz von 4H bis 6B in der Schiebedose. Die Minen sind auf ganzer Länge verleimt und
      überstehen so auch einen Sturz.`,
    ja: `スケッチ鉛筆セット
      4Hから6Bまで、シダー材の鉛筆12本をスライド缶に詰めました。
      芯は全長にわたって接着してあり、落としても折れにくくなっています。`,
    shelf: { in: 'writing', by: 'Quillfeather', type: 'Pencils', tags: 'pencils, drawing, set' },
    sale: {
      sku: 'PCL',
      price: '21.00 19.90 3200',
      popularity: 340,
      was: '25.00 23.90 3800',
      grams: 160,
      stock: 28,
    },
    pictures: [['pencils', 'brick mustard forest', 'Five sharpened pencils in brick, mustard and green']],
  }),
  product('monogram-seal-kit', {
    en: `Monogram Seal Kit
      A brass seal engraved to order with the letter you give us at checkout, four sticks of wax and a box of
      envelopes. Engraving takes three working days.`,
    de: `Siegelset mit Monogramm
      Ein Siegel aus Messing, graviert mit dem Buchstaben, den Sie bei der Bestellung nennen, dazu vier Stangen
      Wachs und Umschläge. Die Gravur dauert drei Werktage.`,
    ja: `イニシャル封蝋セット
      ご注文時に指定いただいた一文字を真鍮の印に彫り、封蝋四本と封筒を添えてお届けします。
      彫刻には三営業日いただきます。`,
    shelf: {
      in: 'writing',
      by: 'Quillfeather',
      type: 'Wax seal',
      tags: 'letters, brass, made to order, gift',
    },
    sale: { sku: 'SEA', price: '46.00 42.90 6900', popularity: 250, grams: 310, tracked: false },
    pictures: [['seal', 'brick walnut cream', 'An envelope closed with red wax beside a brass seal']],
  }),
  product('letterpress-cards', {
    en: `Letterpress Cards
      Eight folded cards printed one by one on a 1951 platen press, deep enough to feel with a thumb. Blank inside,
      with envelopes.`,
    de: `Karten im Buchdruck
      Acht Klappkarten, einzeln auf einer Tiegelpresse von 1951 gedruckt, so tief geprägt, dass man es mit dem
      Daumen spürt. Innen blanko, mit Umschlägen.`,
    ja: `活版印刷のカード
      1951年製の手差し活版機で一枚ずつ刷った二つ折りカード八枚組。指先で凹凸が感じられます。
      中面は無地、封筒付きです。`,
    shelf: { in: 'paper', by: 'Marlow Press', type: 'Cards', tags: 'letters, letterpress, set' },
    sale: { sku: 'LPC', price: '18.00 16.90 2700', popularity: 380, grams: 190 },
    options: ['Design'],
    variants: { Sprig: 26, Kettle: 14, 'Thank you': 33 },
    pictures: [['card', 'forest rose sage', 'A letterpress card with a leafy sprig on a rose envelope']],
  }),
  product('undated-week-planner', {
    en: `Undated Week Planner
      Sixty tear-off weeks on one pad, because a year may start on any Monday. The sheets are wide enough for dinner
      plans as well as deadlines.`,
    de: `Wochenplaner ohne Datum
      Sechzig Wochen zum Abreißen auf einem Block, denn ein Jahr kann an jedem Montag beginnen. Auf den Blättern ist
      Platz für Essenspläne und für Abgabetermine.`,
    ja: `日付なし週間プランナー
      一年はどの月曜日から始めてもいい。60週分をはぎ取って使えるデスクパッドです。
      締め切りも夕食の献立も、ゆったり書き込めます。`,
    shelf: { in: 'paper', by: 'Marlow Press', type: 'Planner', tags: 'planner, desk' },
    sale: { sku: 'PLN', price: '17.00 15.90 2600', popularity: 300, grams: 420 },
    options: ['Colour'],
    variants: { Denim: 21, Blush: 2 },
    pictures: [['planner', 'denim mustard', 'A denim-blue week planner with two marked days']],
  }),
  product('washi-tape-set', {
    en: `Washi Tape Set
      Three rolls of mulberry paper tape in notched, dotted and striped prints. It tears by hand, sticks to walls and
      comes off without a mark.`,
    de: `Washi-Tape im Dreierset
      Drei Rollen Klebeband aus Maulbeerpapier, gezackt, gepunktet und gestreift. Es reißt von Hand, haftet auch an
      Wänden und lässt sich spurlos ablösen.`,
    ja: `和紙テープ三巻セット
      ぎざぎざ、水玉、しま模様の和紙テープ三巻組。
      手でちぎれ、壁にも貼れて、跡を残さずはがせます。`,
    shelf: { in: 'paper', by: 'Kominato Craft', type: 'Tape', tags: 'washi, craft, set' },
    sale: { sku: 'TAP', price: '11.00 9.90 1320', popularity: 290, grams: 95, stock: 57 },
    pictures: [['tapes', 'teal rose mustard', 'Three rolls of washi tape in teal, rose and mustard']],
  }),
  product('leather-pencil-roll', {
    en: `Leather Pencil Roll
      Vegetable-tanned hide with seven stitched slots and a strap that wraps twice. It arrives pale and turns the
      colour of toast by its second summer.`,
    de: `Stifterolle aus Leder
      Pflanzlich gegerbtes Leder mit sieben genähten Fächern und einem Riemen, der sich zweimal herumlegt. Anfangs
      hell, ist sie im zweiten Sommer goldbraun wie Toast.`,
    ja: `革のペンロール
      植物タンニンなめしの革に七つの仕切りを縫い付け、紐を二回巻いて留めます。
      はじめは淡い色ですが、二度目の夏にはこんがりとした飴色に変わります。`,
    shelf: { in: 'writing', by: 'Saltmarsh Works', type: 'Pencil case', tags: 'leather, drawing, gift' },
    sale: { sku: 'PRL', price: '64.00 59.90 9400', popularity: 240, grams: 230 },
    options: ['Colour'],
    variants: { Tan: 8, Walnut: 5 },
    pictures: [['penroll', 'ochre walnut', 'A tan leather roll holding six coloured pencils']],
  }),
  product('brass-paper-scissors', {
    en: `Brass-Handled Paper Scissors
      Hot-forged carbon-steel blades, ground long for straight cuts, with brass bows that suit either hand. Sharpen
      them once a decade.`,
    de: `Papierschere mit Messinggriff
      Geschmiedete Klingen aus Kohlenstoffstahl, lang geschliffen für gerade Schnitte, mit Griffen aus Messing für
      beide Hände. Einmal im Jahrzehnt nachschleifen genügt.`,
    ja: `真鍮持ち手の紙切りはさみ
      鍛造した炭素鋼の長い刃で、まっすぐに切れます。真鍮の持ち手は左右どちらの手でも使えます。
      研ぎ直しは十年に一度で十分です。`,
    shelf: { in: 'stationery', by: 'Kominato Craft', type: 'Scissors', tags: 'brass, desk, craft' },
    sale: {
      sku: 'SCI',
      price: '39.00 36.90 4950',
      was: '46.00 42.90 5800',
      popularity: 320,
      grams: 140,
      stock: 10,
    },
    pictures: [['scissors', 'steel brass', 'Open paper scissors with brass handles']],
  }),
  product('the-slow-loaf', {
    en: `The Slow Loaf
      Forty breads that need time rather than skill, from a one-bowl rye to a three-day sourdough. Written by a baker
      who sleeps in. In English, 208 pages.`,
    de: `The Slow Loaf
      Vierzig Brote, die eher Zeit als Können brauchen, vom Roggenbrot aus einer Schüssel bis zum Dreitagesauerteig.
      Geschrieben von einem Bäcker, der gern ausschläft. Auf Englisch, 208 Seiten.`,
    ja: `The Slow Loaf
      ボウル一つのライ麦パンから三日がかりのサワー種パンまで、技術よりも時間が味方になる四十のレシピ。
      著者は朝寝坊のパン職人。英語、208ページ。`,
    shelf: { in: 'books', by: 'Marlow Press', type: 'Book', tags: 'book, baking, english' },
    sale: { sku: 'SLO', price: '32.00 28.00 4800', popularity: 490, grams: 780, tax: 'reduced' },
    options: ['Format'],
    variants: { Hardback: 16, Paperback: 29 },
    per: { Paperback: { price: '22.00 19.00 3300', grams: 520 } },
    pictures: [['loafbook', 'rust mustard', 'A rust-coloured cookery book with a loaf on the cover']],
  }),
  product('hedgerow-field-guide', {
    en: `A Hedgerow Field Guide
      Ninety plants you can meet on a Sunday walk, each painted at life size with its berry, leaf and winter twig. The
      cover wipes clean. In English.`,
    de: `A Hedgerow Field Guide
      Neunzig Pflanzen, denen man beim Sonntagsspaziergang begegnet, jede in Lebensgröße gemalt, mit Beere, Blatt und
      Winterzweig. Der Einband ist abwischbar. Auf Englisch.`,
    ja: `A Hedgerow Field Guide
      日曜の散歩で出会う九十種の植物を、実、葉、冬の枝まで実物大の絵で紹介。
      表紙は汚れを拭き取れます。英語。`,
    shelf: { in: 'books, garden', by: 'Marlow Press', type: 'Book', tags: 'book, nature, english' },
    sale: {
      popularity: 270,
      sku: 'HED',
      price: '26.00 23.00 3900',
      was: '30.00 27.00 4500',
      grams: 430,
      tax: 'reduced',
      stock: 20,
    },
    pictures: [['leafbook', 'forest leaf', 'A green field guide with a berried twig on the cover']],
  }),
  product('lamplight-stories', {
    en: `Lamplight Stories
      Twelve bedtime tales, one for each month, each exactly as long as it takes to get sleepy. Illustrated in three
      inks throughout. In English.`,
    de: `Lamplight Stories
      Zwölf Gutenachtgeschichten, eine für jeden Monat und jede genau so lang, bis die Augen zufallen. Durchgehend in
      drei Farben illustriert. Auf Englisch.`,
    ja: `Lamplight Stories
      一か月に一話、全十二話のおやすみ前の物語。どれも、ちょうど眠くなる長さです。
      全ページ三色刷りの挿絵入り。英語。`,
    shelf: {
      in: 'books, toys-games',
      by: 'Marlow Press',
      type: 'Book',
      tags: 'book, children, english, bedtime',
    },
    sale: { sku: 'LMP', price: '18.00 16.00 2700', popularity: 400, grams: 410, tax: 'reduced', stock: 34 },
    pictures: [['moonbook', 'ink butter', 'A dark blue storybook with a moon above lit houses']],
  }),
]
