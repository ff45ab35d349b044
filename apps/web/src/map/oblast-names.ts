/** Names of the oblasts in the languages that the file of shapes has none in, by ISO 3166-2:UA. */
export const oblastNames: Readonly<Record<string, { readonly fr: string; readonly it: string; readonly ru: string }>> = {
  'UA-05': { fr: 'Oblast de Vinnytsia', it: 'Oblast di Vinnytsia', ru: 'Винницкая область' },
  'UA-07': { fr: 'Oblast de Volhynie', it: 'Oblast di Volinia', ru: 'Волынская область' },
  'UA-09': { fr: 'Oblast de Louhansk', it: 'Oblast di Luhansk', ru: 'Луганская область' },
  'UA-12': { fr: 'Oblast de Dnipropetrovsk', it: 'Oblast di Dnipropetrovsk', ru: 'Днепропетровская область' },
  'UA-14': { fr: 'Oblast de Donetsk', it: 'Oblast di Donetsk', ru: 'Донецкая область' },
  'UA-18': { fr: 'Oblast de Jytomyr', it: 'Oblast di Zhytomyr', ru: 'Житомирская область' },
  'UA-21': { fr: 'Oblast de Transcarpatie', it: 'Oblast della Transcarpazia', ru: 'Закарпатская область' },
  'UA-23': { fr: 'Oblast de Zaporijjia', it: 'Oblast di Zaporizhzhia', ru: 'Запорожская область' },
  'UA-26': { fr: 'Oblast d’Ivano-Frankivsk', it: 'Oblast di Ivano-Frankivsk', ru: 'Ивано-Франковская область' },
  'UA-30': { fr: 'Kyiv', it: 'Kyiv', ru: 'Киев' },
  'UA-32': { fr: 'Oblast de Kyiv', it: 'Oblast di Kyiv', ru: 'Киевская область' },
  'UA-35': { fr: 'Oblast de Kirovohrad', it: 'Oblast di Kirovohrad', ru: 'Кировоградская область' },
  'UA-40': { fr: 'Sébastopol', it: 'Sebastopoli', ru: 'Севастополь' },
  'UA-43': { fr: 'République autonome de Crimée', it: 'Repubblica autonoma di Crimea', ru: 'Автономная Республика Крым' },
  'UA-46': { fr: 'Oblast de Lviv', it: 'Oblast di Leopoli', ru: 'Львовская область' },
  'UA-48': { fr: 'Oblast de Mykolaïv', it: 'Oblast di Mykolaiv', ru: 'Николаевская область' },
  'UA-51': { fr: 'Oblast d’Odessa', it: 'Oblast di Odessa', ru: 'Одесская область' },
  'UA-53': { fr: 'Oblast de Poltava', it: 'Oblast di Poltava', ru: 'Полтавская область' },
  'UA-56': { fr: 'Oblast de Rivne', it: 'Oblast di Rivne', ru: 'Ровненская область' },
  'UA-59': { fr: 'Oblast de Soumy', it: 'Oblast di Sumy', ru: 'Сумская область' },
  'UA-61': { fr: 'Oblast de Ternopil', it: 'Oblast di Ternopil', ru: 'Тернопольская область' },
  'UA-63': { fr: 'Oblast de Kharkiv', it: 'Oblast di Kharkiv', ru: 'Харьковская область' },
  'UA-65': { fr: 'Oblast de Kherson', it: 'Oblast di Kherson', ru: 'Херсонская область' },
  'UA-68': { fr: 'Oblast de Khmelnytskyï', it: 'Oblast di Khmelnytskyi', ru: 'Хмельницкая область' },
  'UA-71': { fr: 'Oblast de Tcherkassy', it: 'Oblast di Cherkasy', ru: 'Черкасская область' },
  'UA-74': { fr: 'Oblast de Tchernihiv', it: 'Oblast di Chernihiv', ru: 'Черниговская область' },
  'UA-77': { fr: 'Oblast de Tchernivtsi', it: 'Oblast di Chernivtsi', ru: 'Черновицкая область' },
};

/** Without the words that every one of them has: for labels on the map itself. */
export const shortly = (name: string): string =>
  name.replace(
    /^(Autonomous Republic of |Автономна Республіка |République autonome de |Repubblica autonoma di |Автономная Республика |Oblast (d’|de |di |della ))| (Oblast|область)$/,
    '',
  );
