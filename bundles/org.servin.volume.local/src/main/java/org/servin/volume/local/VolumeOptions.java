package org.servin.volume.local;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.servin.spi.ByteCount;
import org.servin.spi.ServinException;

/**
 * A volume's options.
 *
 * @param type the type of the file system to mount; empty for what needs none
 * @param device the source; empty for none
 * @param o words as for mount(8), separated by commas
 * @param size most bytes the volume may take; 0 for any number
 */
record VolumeOptions(String type, String device, String o, long size) {
    static final VolumeOptions NONE = new VolumeOptions("", "", "", 0);
    private static final String TYPE = "type";
    private static final String DEVICE = "device";
    private static final String O = "o";
    private static final String SIZE = "size";
    private static final Set<String> KNOWN = Set.of(TYPE, DEVICE, O, SIZE);
    /** Which others an option needs, in the order in which they are missed. */
    private static final Map<String, List<String>> NEEDED = Map.of(DEVICE, List.of(TYPE), TYPE, List.of(DEVICE), O, List.of(DEVICE, TYPE));

    /** As a client wrote them. Refusals are in dockerd's words; INTERNAL for a size that is none, as there. */
    static VolumeOptions parse(Map<String, String> options) {
        for (String key : new TreeMap<>(options).keySet()) {
            if (!KNOWN.contains(key)) {
                throw ServinException.invalid("invalid option: \"" + key + "\"");
            }
        }
        for (String key : List.of(DEVICE, TYPE, O)) {
            if (options.containsKey(key)) {
                NEEDED.get(key).stream().filter(needed -> !options.containsKey(needed)).findFirst().ifPresent(missing -> {
                    throw ServinException.invalid("missing required option: \"" + missing + "\"");
                });
            }
        }
        return of(options);
    }

    private static VolumeOptions of(Map<String, String> options) {
        String size = options.get(SIZE);
        return new VolumeOptions(options.getOrDefault(TYPE, ""), options.getOrDefault(DEVICE, ""), options.getOrDefault(O, ""), size == null ? 0 : ByteCount.parse(size));
    }

    /** Whether something is mounted while the volume is used. */
    boolean needsMount() {
        return !type.isEmpty() || !device.isEmpty();
    }

    boolean isEmpty() {
        return equals(NONE);
    }

    /** To be kept in a file. */
    String toText() {
        Properties properties = new Properties();
        properties.setProperty(TYPE, type);
        properties.setProperty(DEVICE, device);
        properties.setProperty(O, o);
        properties.setProperty(SIZE, Long.toString(size));
        try (StringWriter text = new StringWriter()) {
            properties.store(text, null);
            return text.toString();
        } catch (IOException impossible) {
            throw ServinException.internal("cannot write options", impossible);
        }
    }

    /** From such a file. */
    static VolumeOptions ofText(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        TreeMap<String, String> options = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> options.put(key, properties.getProperty(key)));
        return of(options);
    }
}
