# Sourced by the scripts, after jdk.sh: how the virtual machine is started. In one place, because a
# cache (packaging/bin/train) is good for the class path and the options that it was made with only;
# above all for the same collector. With others, the machine leaves it alone and says nothing.
#
# DIST is the folder of the distribution. What CARDEA_JVM_OPTIONS says goes before what is said here.

# Listed and sorted: of lib/* the machine takes the order of the folder, which differs by copy.
class_path() {
    local IFS=:
    local jars=("$@")
    echo "${jars[*]}"
}

# shellcheck disable=SC2206
OWN=(${CARDEA_JVM_OPTIONS:-})

# The machine refuses two collectors, so ours gives way to another one.
collector() {
    case " ${OWN[*]} " in *" -XX:+Use"*"GC "*) ;; *) echo "-XX:+Use$1GC" ;; esac
}

SERVER_CACHE="$DIST/server.aot"
SERVER_JVM=(
    --enable-native-access=ALL-UNNAMED
    --sun-misc-unsafe-memory-access=allow
    $(collector Z)
    -XX:MaxRAMPercentage=50
    -XX:+ExitOnOutOfMemoryError
    -Dio.netty.jfr.enabled=false    # a tenth of a second of the start, for events nobody asked for
    -Dcardea.home="$DIST"
    "${OWN[@]}"
    -cp "$(class_path "$DIST"/lib/*.jar)"
)

# Peers of the load generator make no garbage once they are up.
LOAD_CACHE="$DIST/load.aot"
LOAD_JVM=(
    --enable-native-access=ALL-UNNAMED
    --sun-misc-unsafe-memory-access=allow
    $(collector Serial)
    -Xms256m
    -Xmn128m
    "${OWN[@]}"
    -cp "$(class_path "$DIST"/tools/load/*.jar "$DIST"/tools/load/lib/*.jar)"
)

# Sets CACHED to the options that use a cache, if there is one.
use_cache() {
    CACHED=()
    [ -s "$1" ] && [ "${CARDEA_CACHE:-on}" != off ] || return 0
    CACHED=("-XX:AOTCache=$1" "-Xlog:aot*=off,cds*=off")
}
