import { texts } from '../lib/i18n';
import en from './object.en.json';
import zh from './object.zh.json';

/** Kinds of objects, as the server names them. */
export const objectText = texts(zh, en);
