// Plain JavaScript, so that a Node.js that cannot read TypeScript gets as far as this.
const NEEDED = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  process.stderr.write(
    `ews: this is Node.js ${process.versions.node}, and Node.js ${NEEDED} or newer is needed. ` +
      'Install it (https://nodejs.org), or run "npm run ews -- …" in the project, which brings its own.\n',
  );
  process.exit(1);
}
