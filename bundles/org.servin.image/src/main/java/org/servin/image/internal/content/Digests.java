package org.servin.image.internal.content;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Content digests in the form {@code sha256:<hex>}, by which everything is kept. What is asked for by name may have another of the algorithms that the OCI image specification
 * registers: it is compared with that.
 */
public final class Digests {
    /** What every digest begins with. */
    public static final String PREFIX = "sha256:";
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]+");
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    /** The algorithms by which content can be asked for, with the number of their digits and Java's name. */
    private static final Map<String, Algorithm> ALGORITHMS = Map.of("sha256", new Algorithm(64, "SHA-256"), "sha384", new Algorithm(96, "SHA-384"),
            "sha512", new Algorithm(128, "SHA-512"));

    private record Algorithm(int digits, String name) { }

    private Digests() { }

    /** Whether the text is a digest that can be checked here. */
    public static boolean isDigest(String text) {
        return text != null && FORM.matcher(text).matches();
    }

    /** What is wrong with a digest of any algorithm, in dockerd's words; empty if nothing is. */
    public static Optional<String> complaint(String digest) {
        int colon = digest.indexOf(':');
        Algorithm algorithm = ALGORITHMS.get(digest.substring(0, Math.max(0, colon)));
        if (algorithm == null) {
            return Optional.of("unsupported digest algorithm");
        }
        String digits = digest.substring(colon + 1);
        if (digits.length() != algorithm.digits) {
            return Optional.of("invalid checksum digest length");
        }
        return DIGITS.matcher(digits).matches() ? Optional.empty() : Optional.of("invalid checksum digest format");
    }

    /** Whether bytes have a digest, of any algorithm. */
    public static boolean matches(String digest, byte[] bytes) {
        String algorithm = digest.substring(0, digest.indexOf(':'));
        return digest.equals(algorithm + ":" + HexFormat.of().formatHex(digester(ALGORITHMS.get(algorithm).name).digest(bytes)));
    }

    /** A digest to feed bytes to. */
    public static MessageDigest sha256() {
        return digester(ALGORITHMS.get("sha256").name);
    }

    private static MessageDigest digester(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + name, e);
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
