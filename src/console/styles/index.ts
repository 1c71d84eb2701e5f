import '@fontsource/ibm-plex-sans/400.css';
import '@fontsource/ibm-plex-sans/600.css';
import '@fontsource/ibm-plex-sans-kr/400.css';
import '@fontsource/ibm-plex-sans-kr/600.css';
import '@fontsource/ibm-plex-sans-jp/400.css';
import '@fontsource/ibm-plex-sans-jp/600.css';
import '@fontsource/ibm-plex-mono/latin-400.css';
import './tokens.css';
import './base.css';
import './controls.css';
import './shell.css';
import './parts.css';
import './board.css';
import './charts.css';
import './links.css';
import { currentTheme, showTheme } from '../shell/theme.ts';

showTheme(currentTheme());
