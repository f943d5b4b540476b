/*
 * What a machine allows: the bare loop of a fan-out over loopback. Every 40 ms the packets of a
 * frame, 1200 bytes each, are encrypted for each viewer and sent to it with sendmmsg, as one
 * segmented message for each viewer if so wished. Nothing is received, looked up, rewritten, kept
 * for repair or measured. Prints the processor time of the sending thread a packet, which on
 * loopback has the receiver's half of the network stack in it.
 *
 *     floor VIEWERS PACKETS gcm|cm|none SEGMENTED(0|1) SECONDS
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Of libcrypto.so.3, without its headers. */
typedef struct evp_cipher_ctx_st Context;
typedef struct evp_cipher_st Cipher;
typedef struct evp_md_st Digest;
typedef struct hmac_ctx_st Mac;
Context *EVP_CIPHER_CTX_new(void);
const Cipher *EVP_aes_128_gcm(void);
const Cipher *EVP_aes_128_ctr(void);
int EVP_EncryptInit_ex(Context *, const Cipher *, void *, const unsigned char *, const unsigned char *);
int EVP_EncryptUpdate(Context *, unsigned char *, int *, const unsigned char *, int);
int EVP_EncryptFinal_ex(Context *, unsigned char *, int *);
int EVP_CIPHER_CTX_ctrl(Context *, int, int, void *);
Mac *HMAC_CTX_new(void);
const Digest *EVP_sha1(void);
int HMAC_Init_ex(Mac *, const void *, int, const Digest *, void *);
int HMAC_Update(Mac *, const unsigned char *, size_t);
int HMAC_Final(Mac *, unsigned char *, unsigned *);

enum {
    SIZE = 1200, HEADER = 12, MAX_VIEWERS = 4096, MAX_PACKETS = 32, BATCH = 64,
    FRAMES_A_SECOND = 25, WARM_UP_FRAMES = 25, BUFFER = 16 << 20, GET_TAG = 0x10
};
enum suite { NONE, GCM, CM };

static Context *contexts[MAX_VIEWERS];
static Mac *macs[MAX_VIEWERS];
static int receiver;
static volatile long arrived;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static double processor_seconds(void) {
    struct rusage used;
    getrusage(RUSAGE_THREAD, &used);
    return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void *receive(void *unused) {
    static char bytes[BATCH][65536];
    struct mmsghdr messages[BATCH];
    struct iovec vectors[BATCH];
    struct epoll_event event = {.events = EPOLLIN};
    int poll = epoll_create1(0);
    epoll_ctl(poll, EPOLL_CTL_ADD, receiver, &event);
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < BATCH; i++) {
        vectors[i] = (struct iovec) {bytes[i], sizeof bytes[i]};
        messages[i].msg_hdr.msg_iov = &vectors[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    for (;;) {
        epoll_wait(poll, &event, 1, -1);
        int count;
        do {
            count = recvmmsg(receiver, messages, BATCH, MSG_DONTWAIT, NULL);
            for (int i = 0; i < count; i++) arrived += messages[i].msg_len / SIZE;
        } while (count == BATCH);
    }
    return unused;
}

static void encrypt(enum suite suite, int viewer, unsigned char *packet, unsigned number) {
    unsigned char iv[16] = {0}, tag[20];
    unsigned length;
    int done;
    memcpy(iv, &number, sizeof number);
    memcpy(packet, &number, sizeof number);
    if (suite == NONE) return;
    Context *context = contexts[viewer];
    EVP_EncryptInit_ex(context, NULL, NULL, NULL, iv);
    if (suite == GCM) {
        EVP_EncryptUpdate(context, NULL, &done, packet, HEADER);
        EVP_EncryptUpdate(context, packet + HEADER, &done, packet + HEADER, SIZE - HEADER - 16);
        EVP_EncryptFinal_ex(context, packet + SIZE - 16, &done);
        EVP_CIPHER_CTX_ctrl(context, GET_TAG, 16, packet + SIZE - 16);
    } else {
        EVP_EncryptUpdate(context, packet + HEADER, &done, packet + HEADER, SIZE - HEADER - 10);
        HMAC_Init_ex(macs[viewer], NULL, 0, NULL, NULL);
        HMAC_Update(macs[viewer], packet, SIZE - 10);
        HMAC_Final(macs[viewer], tag, &length);
        memcpy(packet + SIZE - 10, tag, 10);
    }
}

int main(int count, char **argument) {
    if (count != 6) {
        fprintf(stderr, "floor VIEWERS PACKETS gcm|cm|none SEGMENTED(0|1) SECONDS\n");
        return 2;
    }
    int viewers = atoi(argument[1]), packets = atoi(argument[2]);
    enum suite suite = !strcmp(argument[3], "gcm") ? GCM : !strcmp(argument[3], "cm") ? CM : NONE;
    int segmented = atoi(argument[4]), frames = FRAMES_A_SECOND * atoi(argument[5]) + WARM_UP_FRAMES;
    if (viewers < 1 || viewers > MAX_VIEWERS || packets < 1 || packets > MAX_PACKETS) return 2;

    int size = BUFFER, one = 1;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof to;
    receiver = socket(AF_INET, SOCK_DGRAM, 0);
    setsockopt(receiver, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    if (segmented) setsockopt(receiver, SOL_UDP, UDP_GRO, &one, sizeof one);
    if (bind(receiver, (void *) &to, sizeof to)) fail("bind");
    getsockname(receiver, (void *) &to, &length);
    pthread_t thread;
    pthread_create(&thread, NULL, receive, NULL);

    unsigned char key[16] = "0123456789abcdef";
    for (int i = 0; i < viewers; i++) {
        contexts[i] = EVP_CIPHER_CTX_new();
        EVP_EncryptInit_ex(contexts[i], suite == GCM ? EVP_aes_128_gcm() : EVP_aes_128_ctr(), NULL, key, key);
        macs[i] = HMAC_CTX_new();
        HMAC_Init_ex(macs[i], key, sizeof key, EVP_sha1(), NULL);
    }

    int sender = socket(AF_INET, SOCK_DGRAM, 0);
    setsockopt(sender, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    unsigned char *memory = calloc((size_t) viewers * packets, SIZE);
    struct mmsghdr messages[BATCH + MAX_PACKETS];
    struct iovec vectors[BATCH + MAX_PACKETS];
    char control[BATCH + MAX_PACKETS][CMSG_SPACE(sizeof(unsigned short))];
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    unsigned number = 0;
    long sent = 0;
    double before = 0;
    for (int frame = 0; frame < frames; frame++) {
        if (frame == WARM_UP_FRAMES) {
            before = processor_seconds();
            sent = arrived = 0;
        }
        int waiting = 0;
        for (int i = 0; i < viewers; i++) {
            unsigned char *first = memory + (size_t) i * packets * SIZE;
            for (int k = 0; k < packets; k++) {
                encrypt(suite, i, first + k * SIZE, number++);
                if (segmented && k > 0) continue;
                struct msghdr *message = &messages[waiting].msg_hdr;
                vectors[waiting] = (struct iovec) {first + k * SIZE, segmented ? packets * SIZE : SIZE};
                *message = (struct msghdr) {&to, sizeof to, &vectors[waiting], 1, NULL, 0, 0};
                if (segmented && packets > 1) {
                    message->msg_control = control[waiting];
                    message->msg_controllen = sizeof control[waiting];
                    struct cmsghdr *header = CMSG_FIRSTHDR(message);
                    header->cmsg_level = SOL_UDP;
                    header->cmsg_type = UDP_SEGMENT;
                    header->cmsg_len = CMSG_LEN(sizeof(unsigned short));
                    unsigned short segment = SIZE;
                    memcpy(CMSG_DATA(header), &segment, sizeof segment);
                }
                waiting++;
            }
            sent += packets;
            if (waiting < BATCH && i < viewers - 1) continue;
            for (int done = 0; done < waiting;) {
                int now = sendmmsg(sender, messages + done, waiting - done, 0);
                if (now <= 0) fail("sendmmsg");
                done += now;
            }
            waiting = 0;
        }
        at.tv_nsec += 1000000000 / FRAMES_A_SECOND;
        at.tv_sec += at.tv_nsec / 1000000000;
        at.tv_nsec %= 1000000000;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
    }
    double used = processor_seconds() - before;
    usleep(200000);
    printf("%4d viewers, %2d packets each 40 ms, %-4s %-9s %.2f us a packet, %.2f %% lost\n", viewers, packets,
           argument[3], segmented ? "segmented" : "single", used * 1e6 / sent, 100.0 * (sent - arrived) / sent);
    return 0;
}
