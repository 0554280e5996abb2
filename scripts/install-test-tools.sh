#!/usr/bin/env bash
# Installs what the tests need beside Python: a browser, PostgreSQL, fonts, readers of PDF, axe-core.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v chromium >/dev/null || missing+=(chromium)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || [[ -n ${PORTAL_TEST_POSTGRES_URL:-} ]] || missing+=(postgresql)
compgen -G '/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf' >/dev/null || missing+=(fonts-noto-core)
compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc' >/dev/null || missing+=(fonts-noto-cjk)
command -v pdftotext >/dev/null || missing+=(poppler-utils)
command -v qpdf >/dev/null || missing+=(qpdf)
command -v npm >/dev/null || missing+=(npm)
if ((${#missing[@]})); then
    scripts/install-packages.sh "${missing[@]}"
fi

if [[ ! node_modules/axe-core/axe.min.js -nt package-lock.json ]]; then
    echo "installing axe-core"
    npm ci --silent --no-fund --no-audit </dev/null
    touch node_modules/axe-core/axe.min.js
fi
