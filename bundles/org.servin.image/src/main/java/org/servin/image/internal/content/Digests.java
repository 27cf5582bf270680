package org.servin.image.internal.content;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Content digests in the form {@code sha256:<hex>}; no other algorithm is in use by registries. */
public final class Digests {
    /** What every digest begins with. */
    public static final String PREFIX = "sha256:";
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    private Digests() { }

    /** Whether the text is a digest that can be checked here. */
    public static boolean isDigest(String text) {
        return text != null && FORM.matcher(text).matches();
    }

    /** A digest to feed bytes to. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** The text form of a finished digest. */
    public static String text(MessageDigest digest) {
        return PREFIX + HexFormat.of().formatHex(digest.digest());
    }

    /** The digest of bytes. */
    public static String of(byte[] bytes) {
        MessageDigest digest = sha256();
        digest.update(bytes);
        return text(digest);
    }

    /** The digits without the algorithm. */
    public static String hex(String digest) {
        return digest.substring(PREFIX.length());
    }

    /** The twelve digits that people are shown. */
    public static String shortened(String digest) {
        return hex(digest).substring(0, 12);
    }

    /** Chain ids of a stack of layers, lowest first (OCI image specification, "Layer ChainID"), with algorithm. */
    public static List<String> chain(List<String> diffIds) {
        String[] chain = new String[diffIds.size()];
        for (int i = 0; i < chain.length; i++) {
            String text = i == 0 ? null : chain[i - 1] + " " + diffIds.get(i);
            chain[i] = i == 0 ? diffIds.get(0) : of(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        return List.of(chain);
    }
}
