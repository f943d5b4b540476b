package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * The dependency descriptor of one stream: parses the extension of each packet and keeps the last
 * template structure, without which later packets cannot be understood.
 *
 * <p>One per stream, belongs to its loop; never allocates after creation. Feed it every packet's
 * extension in order of arrival. See the AV1 RTP payload specification, appendix A.
 */
public final class DependencyDescriptor {
    public static final int MAX_TEMPLATES = 64;
    public static final int MAX_DECODE_TARGETS = 32;
    public static final int MAX_SPATIAL_LAYERS = 4;
    public static final int MAX_TEMPORAL_LAYERS = 8;

    /** Frame differences kept for a template or frame; a descriptor with more is refused. */
    public static final int MAX_FRAME_DIFFERENCES = 16;

    /** Decode target indications (appendix A.8.1). */
    public static final int NOT_PRESENT = 0;

    public static final int DISCARDABLE = 1;
    public static final int SWITCH = 2;
    public static final int REQUIRED = 3;

    /** The value of what is not known. */
    public static final int ABSENT = -1;

    private static final int MANDATORY_LENGTH = 3;

    // Of the last packet read.
    public boolean startOfFrame;
    public boolean endOfFrame;
    public int templateId;
    public int frameNumber;

    /** Whether the packet carried a template structure. */
    public boolean hasStructure;

    /** Whether the packet said which decode targets are active. */
    public boolean hasActiveDecodeTargets;

    /** {@link #ABSENT} while the template is unknown. */
    public int spatialId = ABSENT;

    public int temporalId = ABSENT;

    // Of the stream.
    /** One bit per decode target, as last told. */
    public int activeDecodeTargets;

    public int templateCount;
    public int decodeTargetCount;
    public int chainCount;
    public int maxSpatialId;
    public int maxTemporalId;

    /** Whether the structure gives resolutions. */
    public boolean hasResolutions;

    private int templateIdOffset;
    private int templateIndex = ABSENT;
    private boolean customDtis;
    private boolean customDifferences;
    private boolean customChains;

    private final byte[] templateSpatialId = new byte[MAX_TEMPLATES];
    private final byte[] templateTemporalId = new byte[MAX_TEMPLATES];
    private final byte[][] templateDti = new byte[MAX_TEMPLATES][MAX_DECODE_TARGETS];
    private final byte[][] templateDifferences = new byte[MAX_TEMPLATES][MAX_FRAME_DIFFERENCES];
    private final byte[] templateDifferenceCount = new byte[MAX_TEMPLATES];
    private final byte[][] templateChainDifference = new byte[MAX_TEMPLATES][MAX_DECODE_TARGETS];
    private final byte[] protectedBy = new byte[MAX_DECODE_TARGETS];
    private final byte[] targetSpatialId = new byte[MAX_DECODE_TARGETS];
    private final byte[] targetTemporalId = new byte[MAX_DECODE_TARGETS];
    private final int[] widths = new int[MAX_SPATIAL_LAYERS];
    private final int[] heights = new int[MAX_SPATIAL_LAYERS];

    private final byte[] frameDti = new byte[MAX_DECODE_TARGETS];
    private final int[] frameDifferences = new int[MAX_FRAME_DIFFERENCES];
    private int frameDifferenceCount;
    private final int[] frameChainDifference = new int[MAX_DECODE_TARGETS];

    private final Bits bits = new Bits();

    /**
     * Reads the extension's bytes.
     *
     * @return false when they are malformed; a structure damaged in transit is then forgotten. True
     *     with {@link #spatialId} {@link #ABSENT} when the template is not known (yet)
     */
    public boolean read(Packet lent, int offset, int length) {
        templateIndex = ABSENT;
        spatialId = ABSENT;
        temporalId = ABSENT;
        hasStructure = false;
        hasActiveDecodeTargets = false;
        customDtis = false;
        customDifferences = false;
        customChains = false;
        frameDifferenceCount = 0;
        if (length < MANDATORY_LENGTH) return false;
        bits.reset(lent, offset, length);
        startOfFrame = bits.flag();
        endOfFrame = bits.flag();
        templateId = bits.read(6);
        frameNumber = bits.read(16);
        return (length == MANDATORY_LENGTH || readExtendedFields()) && readFrame();
    }

    /** Whether the packet's template is known, and so are its layer ids. */
    public boolean isKnown() {
        return templateIndex != ABSENT;
    }

    /** Decode target indication of the frame. */
    public int dti(int decodeTarget) {
        return customDtis ? frameDti[decodeTarget] : templateDti[templateIndex][decodeTarget];
    }

    /** How many frames this frame refers to. */
    public int frameDifferenceCount() {
        return customDifferences ? frameDifferenceCount : templateDifferenceCount[templateIndex];
    }

    /** How many frames back one of those frames lies. */
    public int frameDifference(int i) {
        return customDifferences ? frameDifferences[i] : templateDifferences[templateIndex][i];
    }

    /** How many frames back the previous frame of a chain lies; 0 when there is none. */
    public int chainDifference(int chain) {
        return customChains
                ? frameChainDifference[chain]
                : templateChainDifference[templateIndex][chain];
    }

    /** The chain that protects a decode target. */
    public int protectedBy(int decodeTarget) {
        return protectedBy[decodeTarget];
    }

    /** The highest spatial layer in a decode target. */
    public int targetSpatialId(int decodeTarget) {
        return targetSpatialId[decodeTarget];
    }

    /** The highest temporal layer in a decode target. */
    public int targetTemporalId(int decodeTarget) {
        return targetTemporalId[decodeTarget];
    }

    /** Maximal width of a spatial layer, 0 without resolutions. */
    public int width(int layer) {
        return hasResolutions ? widths[layer] : 0;
    }

    /** Maximal height of a spatial layer, 0 without resolutions. */
    public int height(int layer) {
        return hasResolutions ? heights[layer] : 0;
    }

    /** Forgets the structure: the stream starts again. */
    public void reset() {
        templateCount = 0;
        templateIndex = ABSENT;
    }

    private boolean readExtendedFields() {
        hasStructure = bits.flag();
        hasActiveDecodeTargets = bits.flag();
        customDtis = bits.flag();
        customDifferences = bits.flag();
        customChains = bits.flag();
        if (hasStructure) {
            if (!readStructure()) {
                reset();
                return false;
            }
            activeDecodeTargets = (int) ((1L << decodeTargetCount) - 1);
        }
        if (hasActiveDecodeTargets && templateCount > 0) {
            int mask = bits.read(decodeTargetCount);
            if (bits.isExhausted()) return false;
            activeDecodeTargets = mask;
        }
        return true;
    }

    private boolean readStructure() {
        templateIdOffset = bits.read(6);
        decodeTargetCount = bits.read(5) + 1;
        if (!readTemplateLayers()) return false;
        for (int template = 0; template < templateCount; template++) {
            for (int target = 0; target < decodeTargetCount; target++) {
                templateDti[template][target] = (byte) bits.read(2);
            }
        }
        if (!readTemplateDifferences()) return false;
        readTemplateChains();
        deriveTargetLayers();
        hasResolutions = bits.flag();
        for (int layer = 0; hasResolutions && layer <= maxSpatialId; layer++) {
            widths[layer] = bits.read(16) + 1;
            heights[layer] = bits.read(16) + 1;
        }
        return !bits.isExhausted();
    }

    private boolean readTemplateLayers() {
        int spatial = 0;
        int temporal = 0;
        int next;
        templateCount = 0;
        maxTemporalId = 0;
        do {
            if (templateCount == MAX_TEMPLATES) return false;
            templateSpatialId[templateCount] = (byte) spatial;
            templateTemporalId[templateCount] = (byte) temporal;
            templateCount++;
            next = bits.read(2);
            if (next == 1) {
                temporal++;
                maxTemporalId = Math.max(maxTemporalId, temporal);
            } else if (next == 2) {
                temporal = 0;
                spatial++;
            }
            if (spatial == MAX_SPATIAL_LAYERS || temporal == MAX_TEMPORAL_LAYERS) return false;
            if (bits.isExhausted()) return false;
        } while (next != 3);
        maxSpatialId = spatial;
        return true;
    }

    private boolean readTemplateDifferences() {
        for (int template = 0; template < templateCount; template++) {
            int count = 0;
            while (bits.flag()) {
                if (count == MAX_FRAME_DIFFERENCES) return false;
                templateDifferences[template][count++] = (byte) (bits.read(4) + 1);
            }
            templateDifferenceCount[template] = (byte) count;
        }
        return !bits.isExhausted();
    }

    private void readTemplateChains() {
        chainCount = bits.readBelow(decodeTargetCount + 1);
        if (chainCount == 0) return;
        for (int target = 0; target < decodeTargetCount; target++) {
            protectedBy[target] = (byte) bits.readBelow(chainCount);
        }
        for (int template = 0; template < templateCount; template++) {
            for (int chain = 0; chain < chainCount; chain++) {
                templateChainDifference[template][chain] = (byte) bits.read(4);
            }
        }
    }

    /** Appendix A.8.3: a decode target's layers are the highest among frames present in it. */
    private void deriveTargetLayers() {
        for (int target = 0; target < decodeTargetCount; target++) {
            int spatial = 0;
            int temporal = 0;
            for (int template = 0; template < templateCount; template++) {
                if (templateDti[template][target] == NOT_PRESENT) continue;
                spatial = Math.max(spatial, templateSpatialId[template]);
                temporal = Math.max(temporal, templateTemporalId[template]);
            }
            targetSpatialId[target] = (byte) spatial;
            targetTemporalId[target] = (byte) temporal;
        }
    }

    private boolean readFrame() {
        int index = (templateId + 64 - templateIdOffset) % 64;
        if (index >= templateCount) return true;
        for (int target = 0; customDtis && target < decodeTargetCount; target++) {
            frameDti[target] = (byte) bits.read(2);
        }
        if (customDifferences && !readFrameDifferences()) return false;
        for (int chain = 0; customChains && chain < chainCount; chain++) {
            frameChainDifference[chain] = bits.read(8);
        }
        if (bits.isExhausted()) return false;
        templateIndex = index;
        spatialId = templateSpatialId[index];
        temporalId = templateTemporalId[index];
        return true;
    }

    private boolean readFrameDifferences() {
        int size = bits.read(2);
        while (size != 0) {
            if (frameDifferenceCount == MAX_FRAME_DIFFERENCES) return false;
            frameDifferences[frameDifferenceCount++] = bits.read(4 * size) + 1;
            size = bits.read(2);
        }
        return true;
    }
}
