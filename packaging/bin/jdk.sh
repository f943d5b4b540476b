# Sourced by the scripts: finds a JDK 25 or newer and puts it into JAVA_HOME and PATH.

# Every JDK has a file that says what it is; asking its compiler would take longer than our start.
is_new_enough() {
    local line
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS= read -r line; do
        [[ "$line" =~ ^JAVA_VERSION=\"([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge 25 ] && return 0
    done < "$1/release"
    return 1
}

find_jdk() {
    local candidate
    for candidate in "${CARDEA_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* \
        "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        is_new_enough "$candidate" && JAVA_HOME="$candidate" && return 0
    done
    candidate="$(readlink -f "$(command -v javac || echo /)")"
    JAVA_HOME="${candidate%/bin/javac}"
    is_new_enough "$JAVA_HOME"
}

if ! find_jdk; then
    echo "Cardea needs a JDK 25 or newer, and found none." >&2
    echo "Install one (for example Temurin 25), or point CARDEA_JAVA_HOME at it." >&2
    exit 1
fi
export JAVA_HOME
export PATH="$JAVA_HOME/bin:$PATH"
# Debian's Maven brings libraries that newer JDKs warn about.
export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
