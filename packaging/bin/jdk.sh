# Sourced by the scripts: finds a JDK 25 or newer and puts it into JAVA_HOME and PATH.

jdk_version() {
    [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

find_jdk() {
    local candidate version
    for candidate in "${CARDEA_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* \
        "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "$(dirname "$(dirname "$(readlink -f "$(command -v javac || echo /)")")")"; do
        [ -n "$candidate" ] && [ -d "$candidate" ] || continue
        version="$(jdk_version "$candidate")"
        if [ -n "$version" ] && [ "$version" -ge 25 ]; then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}

if ! JAVA_HOME="$(find_jdk)"; then
    echo "Cardea needs a JDK 25 or newer, and found none." >&2
    echo "Install one (for example Temurin 25), or point CARDEA_JAVA_HOME at it." >&2
    exit 1
fi
export JAVA_HOME
export PATH="$JAVA_HOME/bin:$PATH"
# Debian's Maven brings libraries that newer JDKs warn about.
export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
