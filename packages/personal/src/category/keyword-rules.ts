import { wordsOf } from './merchant-key.js';

/** Words and phrases that say what a payment was for, in several languages; chains and firms that many people pay. */
const wordLists: readonly (readonly [category: string, words: string])[] = [
  [
    'card-payment',
    'credit card payment, card payment thank, kreditkartenabrechnung, payment thank you, card bill, carte bleue releve',
  ],
  [
    'transfer',
    'own transfer, between accounts, umbuchung, internal transfer, to savings, from savings, standing order savings, eigenuebertrag, account transfer',
  ],
  [
    'savings',
    'mutual fund, sip, brokerage, vanguard, etf sparplan, sparplan, wertpapierkauf, recurring deposit, fixed deposit, provident fund, savings plan, public provident, equity fund, share trading',
  ],
  [
    'salary',
    'salary, payroll, paycheck, wages, gehalt, lohn, bezuege, biweekly pay, monthly pay, nomina, stipendio, salaire',
  ],
  [
    'benefits',
    'pension, rente, rentenversicherung, kindergeld, child benefit, arbeitslosengeld, unemployment, social security, jobcenter, bafoeg, duchod, familienkasse, elterngeld',
  ],
  ['interest', 'interest, dividend, zinsen, zins, urok, dividende'],
  ['refunds', 'refund, cashback, erstattung, reimbursement, rueckzahlung, gutschrift retoure, gpay reward, reward'],
  [
    'fees',
    'fee, fees, entgelt, kontofuehrung, bank charges, overdraft, late charge, sankc, sluzby, commission, sollzinsen, dispozinsen, mahngebuehr, returned payment, rueckgabe',
  ],
  ['taxes', 'finanzamt, tax, taxes, irs, hmrc, council tax, steuer, kfz steuer, rundfunk, beitragsservice'],
  [
    'loans',
    'loan, emi, kredit, darlehen, ratenkredit, uver, klarna, afterpay, leasing, student loan, installment, tilgung, rate kredit',
  ],
  [
    'insurance',
    'insurance, versicherung, allianz, axa, huk, geico, aviva, lic, pojistne, assurance, premium, krankenkasse, huk coburg, policybazaar',
  ],
  [
    'housing',
    'rent, mortgage, miete, kaltmiete, hypothek, landlord, hausverwaltung, sipo, housing, hoa, letting, wohnungsbau, estate agents, vermietung, property management',
  ],
  [
    'utilities',
    'gas company, power company, water bill, electric, electricity, energy, stadtwerke, strom, wasser, eon, vattenfall, edf, utility, utilities, city water, city water charges, gas bill, heating, abfall, light bill, sewage',
  ],
  [
    'telecom',
    'phone company, phone, mobile, vodafone, telekom, verizon, att, tmobile, telefonica, internet, internet service, broadband, comcast, airtel, jio, recharge, cable, tv, television, tata sky, tata play, data booster, wifi, mobilfunk, telecom, sim',
  ],
  [
    'dining',
    'restaurant, cafe, coffee, starbucks, pizza, mcdonald, mcdonalds, burger, kebab, sushi, tavern, grill, bistro, brunch, bakery, baeckerei, pub, bar, beer, brewery, brewing, wine, liquor, diner, takeaway, deliveroo, lieferando, uber eats, swiggy, zomato, doordash, grubhub, fast food, bbq, taco, steakhouse, sandwich, chipotle, subway sandwiches, lunch, dinner, breakfast, snacks, tea, idli, dosa, vada, samosa, thali, biryani, juice, ice cream, chocolate, biscuits, bagel, deli, eiscafe, imbiss, gasthaus, chai, mess, canteen, mensa, roadhouse, irish pub, alehouse, food, vadapav, wadapav, poha, upma, dessert, cake, curd, paneer roll, noodles',
  ],
  [
    'groceries',
    'grocery, groceries, grocery store, supermarket, aldi, lidl, rewe, edeka, tesco, sainsbury, kroger, walmart, costco, whole foods, trader joe, carrefour, mercadona, penny, netto, kaufland, spar, milk, vegetables, fruits, eggs, rice, wheat, atta, big bazaar, bigbasket, dmart, reliance fresh, food market, farmers market, onion, potato, sugar, flour, butter, bread, coop, migros, biedronka, supermarche, oil',
  ],
  [
    'transport',
    'gas station, fuel, petrol, diesel, shell, aral, esso, bp, exxon, chevron, total energies, taxi, uber, lyft, ola, train, bahn, deutsche bahn, db vertrieb, bus, metro, tram, subway, parking, parkhaus, toll, auto, rickshaw, ticket, railway, bike, bvg, mvg, tfl, oyster, station, car wash, garage, tyre, garagiste, place, road, irctc, scooter',
  ],
  [
    'health',
    'pharmacy, apotheke, doctor, doktor, clinic, hospital, dentist, zahnarzt, medicine, medical, tablet, tablets, health, physio, optician, optiker, cvs, walgreens, boots, arzt, lab test, blood test, chemist, eye drops',
  ],
  [
    'personal-care',
    'haircut, barber, salon, friseur, cosmetics, spa, hair, grooming, drogerie, dm drogerie, rossmann, shampoo, shaving, hairdresser',
  ],
  [
    'subscriptions',
    'netflix, spotify, disney, hulu, youtube premium, prime video, amazon prime, audible, itunes, apple com bill, icloud, google one, dropbox, adobe, microsoft, patreon, subscription, abo, newspaper, zeitung, gym, fitness, fitx, mcfit, membership, hotstar, dazn, sky',
  ],
  [
    'entertainment',
    'cinema, kino, movie, movies, theater, theatre, concert, museum, game, games, steam, playstation, xbox, nintendo, bowling, amusement, club, event, tickets, eventim, festival, pujan, puja, diwali, drama, party, zoo, cricket, book my show, bookmyshow',
  ],
  [
    'travel',
    'hotel, airbnb, booking com, airline, airlines, flight, lufthansa, ryanair, easyjet, expedia, hostel, travel, reise, ferien, resort, trip, airport, tour',
  ],
  [
    'clothing',
    'clothing, clothes, zara, hm, zalando, primark, nike, adidas, shoes, shirt, tshirt, jeans, apparel, dress, uniqlo, fashion, deichmann, kurta, saree, trouser, sandals, pant, tailor, stitching, socks',
  ],
  [
    'home',
    'hardware store, home depot, lowes, ikea, furniture, obi, bauhaus, hornbach, garden, laundry, cleaning, maid, plumber, electrician, repair, household, bulb, utensils, cooker, mattress, curtain, carpenter, broom, bucket, gas cylinder, cylinder, detergent, soap, cook, clothes ironing, ironing, keys',
  ],
  [
    'shopping',
    'amazon, ebay, shop, store, mediamarkt, saturn, best buy, target, etsy, otto, flipkart, electronics, laptop, department, mall, paypal, shopping, purchase, aliexpress, headphones, charger, mobile cover',
  ],
  [
    'education',
    'school, university, tuition, course, udemy, coursera, book, books, exam, fees school, schule, studiengebuehr, semesterbeitrag, stationery, xerox, photocopy, photo copy, print, pen, notebook, kindle, certificate, passport',
  ],
  [
    'family',
    'kindergarten, nursery, daycare, kita, toys, baby, diapers, child, kids, pocket money, brother, sister, mother, father, mom, dad, parents',
  ],
  [
    'gifts',
    'gift, donation, charity, spende, unicef, red cross, birthday, wedding, present, blumen, flowers, temple, daan, naivedya',
  ],
  ['gambling', 'lotto, lottery, casino, bet, betting, tipico, poker, sportwetten, wetten'],
  ['cash', 'atm, cash withdrawal, bargeldauszahlung, geldautomat, cashpoint, vyber, atm withdrawal, retrait'],
  ['people', 'zelle, venmo, cash app, bizum, lent, borrowed, money sent'],
];

/** Longer phrases say more than words, and earlier categories more than later ones, where a text has both. */
const rules = buildRules();
const LONGEST_PHRASE = 3;

function buildRules(): ReadonlyMap<string, { readonly category: string; readonly rank: number }> {
  const built = new Map<string, { readonly category: string; readonly rank: number }>();
  for (const [at, [category, list]] of wordLists.entries()) {
    for (const phrase of list.split(',').map((part) => part.trim())) {
      if (!built.has(phrase)) built.set(phrase, { category, rank: phrase.split(' ').length * 100 - at });
    }
  }
  return built;
}

/** Umlauts as banks without them write them. */
const PLAIN: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  é: 'e',
  è: 'e',
  ê: 'e',
  á: 'a',
  í: 'i',
  ó: 'o',
  ú: 'u',
  ů: 'u',
  ñ: 'n',
  ç: 'c',
};

/**
 * The category that the words of a payment say, by keywords in English and German; undefined where they say none. Of several
 * the longest phrase counts, then the one that stands first in the table of rules. Case and accents do not matter.
 *
 * Cost: O(words of the text).
 */
export function categoryByWords(text: string): string | undefined {
  const words = wordsOf(text.replace(/[äöüßéèêáíóúůñç]/gi, (letter) => PLAIN[letter.toLowerCase()] ?? letter));
  let best: { readonly category: string; readonly rank: number } | undefined;
  for (let at = 0; at < words.length; at++) {
    let phrase = '';
    for (let length = 1; length <= LONGEST_PHRASE && at + length <= words.length; length++) {
      phrase = length === 1 ? (words[at] as string) : `${phrase} ${words[at + length - 1]}`;
      const found = rules.get(phrase);
      if (found !== undefined && (best === undefined || found.rank > best.rank)) best = found;
    }
  }
  return best?.category;
}
