# The steps of the image, in a bare folder that holds the repository and nothing else. The Dockerfile runs them, and so does test/journeys/image.e2e.spec.ts on Node 24.
set -eu
node --input-type=module -e "import { build } from './scripts/prepare.mjs'; build();"
npm prune --omit=dev --no-audit --no-fund --loglevel=error
