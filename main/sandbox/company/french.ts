/**
 * Faults in French. QuickBooks words Message and Detail in the company's language and leaves code, element and what was
 * supplied as they are, so a client must match on the code. Details without a translation here stay English, as some of
 * the real ones do.
 */
import { type FaultItem, Refusal } from './faults.ts';

const MESSAGES: Readonly<Record<string, string>> = {
  '500': 'Opération non prise en charge',
  '600': 'Identifiant de demande en double',
  '610': 'Objet introuvable',
  '620': "L'opération ne peut pas être liée",
  '1040': 'La taille du lot dépasse la limite autorisée',
  '2000': "Nom d'objet non valide",
  '2010': 'La demande comporte une propriété non valide ou non prise en charge',
  '2020': 'Paramètre obligatoire manquant',
  '2030': 'Identifiant non valide',
  '2040': 'Chaîne non valide. La chaîne contient des caractères non valides',
  '2050': 'La longueur de la chaîne est inférieure ou supérieure à la valeur prise en charge',
  '2060': 'Date non valide',
  '2080': 'Nombre non valide',
  '2130': "Format d'identifiant de demande non valide",
  '2170': 'Énumération non valide',
  '2210': "Format d'adresse électronique non valide",
  '2250': "L'opération doit comporter au moins une ligne",
  '2290': 'Montant négatif non pris en charge',
  '2300': 'Les débits et les crédits ne sont pas égaux',
  '2500': 'Identifiant de référence non valide',
  '4000': "Erreur d'analyse de la requête",
  '4001': 'Requête non valide',
  '5010': "Erreur d'objet périmé",
  '5020': 'Autorisation refusée',
  '5030': 'Fonctionnalité non prise en charge',
  '6000': 'Une erreur de validation est survenue lors du traitement de votre demande',
  '6070': 'Le calcul du montant est incorrect dans la demande.',
  '6080': 'Aucun nom fourni',
  '6140': 'Numéro de document en double',
  '6150': 'ParentRef non valide dans la demande',
  '6180': "Niveau d'imbrication maximal dépassé",
  '6190': "Statut de l'entreprise non valide",
  '6200': 'Période comptable clôturée',
  '6210': 'Période comptable clôturée avec mot de passe',
  '6220': 'Suppression impossible : solde non nul',
  '6240': 'Nom en double',
  '6420': "L'adresse électronique est obligatoire",
  '6540': "L'opération déposée ne peut pas être modifiée",
  '10000': 'Une erreur est survenue lors du traitement de votre demande',
};

/** Details, by what they start with; what follows (ids, values supplied) is kept. */
const DETAILS: readonly (readonly [RegExp, string])[] = [
  [/^The name supplied already exists\. : /, 'Ce nom existe déjà. : '],
  [
    /^Another customer, vendor or employee is already using this name\./,
    'Un autre client, fournisseur ou employé utilise déjà ce nom.',
  ],
  [
    /^Object Not Found : Another user has deleted this transaction\./,
    'Objet introuvable : un autre utilisateur a supprimé cette opération.',
  ],
  [
    /^Object Not Found : Something you're trying to use has been made inactive\. Check.*$/,
    'Objet introuvable : un élément que vous essayez d’utiliser a été désactivé. Vérifiez les comptes, clients, articles, fournisseurs ou employés.',
  ],
  [/^Required parameter (\S+) is missing in the request$/, 'Le paramètre obligatoire $1 est absent de la demande'],
  [/^Id should be a valid number\. Supplied value:/, "L'identifiant doit être un nombre valide. Valeur fournie :"],
  [
    /^Invalid Reference Id : (\S+) element id (\S+) not found$/,
    'Identifiant de référence non valide : élément $1 $2 introuvable',
  ],
  [/^Invalid Date format\. Supplied value:/, 'Format de date non valide. Valeur fournie :'],
  [
    /^Business Validation Error: You must set a transaction amount\./,
    'Erreur de validation : vous devez indiquer un montant.',
  ],
  [/^Business Validation Error: /, 'Erreur de validation : '],
  [
    /^Stale Object Error : You and (.+?) were working on this at the same time\. .*$/,
    'Erreur d’objet périmé : vous et $1 travailliez sur cet élément en même temps. $1 a terminé avant vous, votre travail n’a donc pas été enregistré.',
  ],
  [
    /^You must specify a different number\. This number has already been used\. /,
    'Vous devez indiquer un autre numéro. Ce numéro a déjà été utilisé. ',
  ],
  [
    /^Duplicate Document Number Error : You must specify a different number\. This number has already been used\. /,
    'Numéro de document en double : vous devez indiquer un autre numéro. Ce numéro a déjà été utilisé. ',
  ],
  [
    /^The account period has closed.*$/,
    'La période comptable est clôturée et les comptes ne peuvent pas être mis à jour par les services API QBO. Veuillez utiliser le site QBO.',
  ],
];

function french(item: FaultItem): FaultItem {
  const found = DETAILS.find(([pattern]) => pattern.test(item.detail));
  const detail = found === undefined ? item.detail : item.detail.replace(found[0], found[1]);
  return { ...item, message: MESSAGES[item.code] ?? item.message, detail };
}

/** The same refusal, told in French. */
export function inFrench(refusal: Refusal): Refusal {
  return new Refusal(refusal.items.map(french), refusal.status, refusal.type);
}
