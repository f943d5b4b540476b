/**
 * RTP (RFC 3550): headers, header extensions, payload descriptors, RTX and RED.
 *
 * <p>Read {@link io.cardea.rtc.rtp.RtpPacket} first, the view that everybody passes around; then
 * {@link io.cardea.rtc.rtp.RtpParser}, which fills it, and {@link io.cardea.rtc.rtp.RtpWriter},
 * which makes of it the packet one receiver gets. {@link io.cardea.rtc.rtp.RtpHeader} has the
 * header's fields where they lie. Then, for what is inside: {@link io.cardea.rtc.rtp.Keyframes},
 * the descriptors of VP8, VP9 and AV1's extension, {@link io.cardea.rtc.rtp.Rtx} and {@link
 * io.cardea.rtc.rtp.RedBlocks}.
 *
 * <p>Views and encoders belong to the loop that made them; the rest is stateless. Nothing here
 * allocates per packet, and no input makes a parser throw or read outside its packet.
 */
@NullMarked
package io.cardea.rtc.rtp;

import org.jspecify.annotations.NullMarked;
