/**
 * Every style sheet of the window. The library's come as a cascade layer, so that our own rules win wherever the bundler
 * puts them.
 */
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './ui/tokens.css';
