# Carries lines between our standard streams and a socket of the real nanomsg (libnanomsg5):
#     nanomsg_bridge.py pair|sub bind|connect ADDRESS
import ctypes
import os
import sys
import threading

NN = ctypes.CDLL('libnanomsg.so.5', use_errno=True)
AF_SP, NN_PAIR, NN_SUB, NN_SUB_SUBSCRIBE = 1, 0x10, 0x21, 1
NN_SOL_SOCKET, NN_RCVMAXSIZE, NN_MSG = 0, 16, ctypes.c_size_t(-1).value

kind, how, address = sys.argv[1:]
socket = NN.nn_socket(AF_SP, NN_SUB if kind == 'sub' else NN_PAIR)
unlimited = ctypes.c_int(-1)
NN.nn_setsockopt(socket, NN_SOL_SOCKET, NN_RCVMAXSIZE, ctypes.byref(unlimited), 4)
if kind == 'sub':
    NN.nn_setsockopt(socket, NN_SUB, NN_SUB_SUBSCRIBE, b'', ctypes.c_size_t(0))
if (NN.nn_bind if how == 'bind' else NN.nn_connect)(socket, address.encode()) < 0:
    sys.exit(f'{how} {address}: {os.strerror(ctypes.get_errno())}')


def read():
    while True:
        message = ctypes.c_void_p()
        length = NN.nn_recv(socket, ctypes.byref(message), ctypes.c_size_t(NN_MSG), 0)
        if length < 0:
            return
        text = ctypes.string_at(message, length).decode()
        NN.nn_freemsg(message)
        sys.stdout.write(text.replace('\n', ' ') + '\n')
        sys.stdout.flush()


threading.Thread(target=read, daemon=True).start()
for line in sys.stdin:
    text = line.strip().encode()
    NN.nn_send(socket, text, ctypes.c_size_t(len(text)), 0)
os._exit(0)
