package org.servin.core.internal.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import org.servin.core.json.OwnTypes;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * What is kept of a volume.
 *
 * @param name its name
 * @param driver its driver's name
 * @param mountpoint where its data is on the host
 * @param createdEpochNanos when it was made
 * @param labels null if none were given
 * @param options null if none were given
 * @param anonymous whether it was made for one container that did not name it
 */
record VolumeRecord(String name, String driver, String mountpoint, long createdEpochNanos, Map<String, String> labels, Map<String, String> options, boolean anonymous) {
    private static final JsonMapper JSON = JsonMapper.builder().typeFactory(OwnTypes.factory()).build();

    byte[] toDocument() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw ServinException.internal("cannot write volume " + name, e);
        }
    }

    static VolumeRecord of(String key, byte[] document) {
        try {
            return JSON.readValue(document, VolumeRecord.class);
        } catch (IOException e) {
            throw new ServinException(ErrorKind.DATA_LOSS, "cannot read volume " + key, e);
        }
    }
}
