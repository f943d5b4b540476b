# Sourced by the scripts beside it: lean configurations of Debian's Janus 1.1.2 and of Cardea that
# offer the same (VideoRoom, WebSocket, Admin API), for a network namespace of testkit/namespace.
ADDRESS=10.77.0.2
JANUS_PORT=18188
CARDEA_PORT=18288

need() {
    command -v "$1" > /dev/null && return 0
    if ! command -v apt-get > /dev/null || [ "$(id -u)" != 0 ]; then
        echo "$(basename "$0"): $1 is missing (package $2)" >&2
        exit 1
    fi
    apt-get update -qq > /dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" > /dev/null
}

# The same for both, but for what only one of them knows.
configure() {
    local folder=$1 port=$2 general=$3
    mkdir -p "$folder"
    cat > "$folder/janus.jcfg" << EOF
general: {
	configs_folder = "$folder"
	admin_secret = "load"
	debug_level = 2
	$general
}
nat: { ice_enforce_list = "veth0" }
media: { ipv6 = false }
plugins: {
	disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so"
}
transports: {
	disable = "libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so"
}
EOF
    cat > "$folder/janus.transport.http.jcfg" << EOF
general: { http = false }
admin: {
	admin_http = true
	admin_port = $((port + 1))
	admin_ip = "$ADDRESS"
}
EOF
    cat > "$folder/janus.transport.websockets.jcfg" << EOF
general: {
	ws = true
	ws_port = $port
	ws_ip = "$ADDRESS"
}
EOF
}

# Writes both configurations into $work. $janus is the command of Janus, $loops its event_loops or off.
prepare() {
    need "$janus" janus
    need ip iproute2
    "$ROOT/cardea" --version > /dev/null # builds what is out of date
    [ "$loops" != cores ] || loops=$(nproc)
    local event_loops=
    [ "$loops" = off ] || event_loops="event_loops = $loops"
    configure "$work/janus" "$JANUS_PORT" "$event_loops"
    configure "$work/cardea" "$CARDEA_PORT" ""
    # Janus tells its version and then complains.
    version=$("$janus" --version 2> /dev/null | sed -n 's/^Janus version:.*(\(.*\))/Janus \1/p' || true)
}

start_janus() { echo "exec '$janus' -o -F '$work/janus' > '$1' 2>&1"; }
start_cardea() { echo "exec '$ROOT/cardea' -o -F '$work/cardea' > '$1' 2>&1"; }
