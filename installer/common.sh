# Shared by installer/run and installer/test: finds what is missing, says what it will install, installs it.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# A tool that is already on the PATH from elsewhere (a newer Node.js, say) needs no package.
is_provided() {
    case "$1" in
        nodejs) command -v node >/dev/null ;;
        npm) command -v npm >/dev/null ;;
        *) return 1 ;;
    esac
}

# missing_packages <section>… prints one package a line for what is not installed; without sections, all of the list.
missing_packages() {
    local section="" line choice
    while IFS= read -r line; do
        case "$line" in
            "# "*) section=${line#\# } ;;
            "" | "#"*) ;;
            *)
                if [ $# -gt 0 ] && ! printf '%s\n' "$@" | grep -qxF "$section"; then continue; fi
                local found="" first=""
                for choice in ${line//|/ }; do
                    if is_installed "$choice" || is_provided "$choice"; then found=yes; break; fi
                done
                [ -n "$found" ] && continue
                for choice in ${line//|/ }; do
                    if apt-cache show "$choice" >/dev/null 2>&1; then first=$choice; break; fi
                done
                printf '%s\n' "${first:-${line%%|*}}"
                ;;
        esac
    done < "$root/installer/packages.txt"
}

install_packages() {
    command -v apt-get >/dev/null || fail "this needs Debian 12 or Ubuntu 24.04 (apt-get was not found); elsewhere, install the packages of installer/packages.txt by hand and use the CMake presets"
    local missing as_root=""
    missing=$(missing_packages "$@")
    [ -z "$missing" ] && return 0
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || fail "these packages are missing and there is no sudo to install them: $(echo $missing)"
        as_root="sudo"
    fi
    $as_root apt-get update -qq
    missing=$(missing_packages "$@") # names may be known only now
    say "Installing: $(echo $missing)"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# build <preset> [target…]: configures and builds, quietly unless it fails.
build() {
    local preset=$1
    shift
    say "Building ($preset) in build/$preset"
    cmake -S "$root" --preset "$preset" > "$root/build-$preset.log" 2>&1 || { cat "$root/build-$preset.log" >&2; fail "configuring failed"; }
    rm -f "$root/build-$preset.log"
    cmake --build "$root/build/$preset" ${*:+--target "$@"}
}
