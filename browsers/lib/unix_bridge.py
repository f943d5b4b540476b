# Carries lines between our standard streams and a Unix socket that keeps messages apart:
#     unix_bridge.py PATH [dgram OWN_PATH]
import socket
import sys
import threading

path = sys.argv[1]
if len(sys.argv) > 2:
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    peer.bind(sys.argv[3])
else:
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
peer.connect(path)


def read():
    while True:
        message = peer.recv(1 << 20)
        if not message:
            return
        sys.stdout.write(message.decode().replace('\n', ' ') + '\n')
        sys.stdout.flush()


threading.Thread(target=read, daemon=True).start()
for line in sys.stdin:
    peer.send(line.strip().encode())
