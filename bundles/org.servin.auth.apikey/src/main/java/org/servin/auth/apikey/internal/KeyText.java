package org.servin.auth.apikey.internal;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An API key as its owner has it: {@code servin_<id>_<secret><checksum>}. The id is 12 lower-case letters and digits, the secret 256 random bits in 43 letters and digits, the checksum
 * a CRC-32 of all before it in 6. So a scanner for secrets that were published by mistake finds them by {@code servin_[0-9a-z]{12}_[0-9A-Za-z]{49}} and a checksum, and a typing error
 * is told from a wrong key.
 *
 * @param id by which the key is found; no secret
 * @param text all of it; a secret
 */
record KeyText(String id, String text) {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String ID_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 12;
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_LENGTH = 43;
    private static final int CHECKSUM_LENGTH = 6;
    private static final Pattern FORM = Pattern.compile("servin_([0-9a-z]{" + ID_LENGTH + "})_[0-9A-Za-z]{" + (SECRET_LENGTH + CHECKSUM_LENGTH) + "}");

    /** A new one. */
    static KeyText make(SecureRandom random) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_DIGITS.charAt(random.nextInt(ID_DIGITS.length())));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String checked = "servin_" + id + "_" + digits(new BigInteger(1, secret), SECRET_LENGTH);
        return new KeyText(id.toString(), checked + checksum(checked));
    }

    /** Empty if it does not have the form. */
    static Optional<KeyText> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? Optional.of(new KeyText(form.group(1), text)) : Optional.empty();
    }

    /** Whether it was copied without an error. */
    boolean isWhole() {
        int end = text.length() - CHECKSUM_LENGTH;
        return text.substring(end).equals(checksum(text.substring(0, end)));
    }

    private static String checksum(String of) {
        CRC32 crc = new CRC32();
        crc.update(of.getBytes(StandardCharsets.US_ASCII));
        return digits(BigInteger.valueOf(crc.getValue()), CHECKSUM_LENGTH);
    }

    private static String digits(BigInteger number, int length) {
        char[] digits = new char[length];
        BigInteger rest = number;
        for (int i = length - 1; i >= 0; i--) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(DIGITS.length()));
            digits[i] = DIGITS.charAt(parts[1].intValue());
            rest = parts[0];
        }
        return new String(digits);
    }

    /** Without the secret, so that no log ever has it. */
    @Override
    public String toString() {
        return "servin_" + id + "_...";
    }
}
