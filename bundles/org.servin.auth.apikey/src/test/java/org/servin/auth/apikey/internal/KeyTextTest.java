package org.servin.auth.apikey.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyTextTest {
    private final KeyText key = KeyText.make(new SecureRandom());

    @Test
    void itHasTheFormThatScannersLookFor() {
        assertTrue(key.text().matches("servin_[0-9a-z]{12}_[0-9A-Za-z]{49}"), key.text());
        assertEquals(Optional.of(key), KeyText.parse(key.text()));
        assertTrue(key.isWhole());
        assertEquals(key.id(), key.text().substring(7, 19));
    }

    /** The greatest number of 256 bits, in base 62. */
    @Test
    void itsSecretIsOf256Bits() {
        SecureRandom ones = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public int nextInt(int bound) {
                return 0;
            }

            @Override
            public void nextBytes(byte[] bytes) {
                java.util.Arrays.fill(bytes, (byte) 0xff);
            }
        };
        BigInteger number = BigInteger.ZERO;
        for (char digit : KeyText.make(ones).text().substring(20, 63).toCharArray()) {
            number = number.multiply(BigInteger.valueOf(62)).add(BigInteger.valueOf("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".indexOf(digit)));
        }
        assertEquals(BigInteger.TWO.pow(256).subtract(BigInteger.ONE), number);
        assertNotEquals(key, KeyText.make(new SecureRandom()));
    }

    @Test
    void typingErrorsAreNoticed() {
        Random random = new Random(1);
        String letters = "0123456789abcdefghijklmnopqrstuvwxyz";
        for (int i = 0; i < 1000; i++) {
            StringBuilder text = new StringBuilder(key.text());
            int at = 7 + random.nextInt(text.length() - 7);
            text.setCharAt(at, letters.charAt(random.nextInt(letters.length())));
            if (!text.toString().equals(key.text())) {
                assertFalse(KeyText.parse(text.toString()).map(KeyText::isWhole).orElse(false), text.toString());
            }
        }
    }

    @Test
    void whatHasAnotherFormIsNone() {
        for (String text : new String[] {"", "servin_", key.text() + "x", key.text().substring(1), key.text().replace("servin", "Servin"), key.text().substring(0, 68), key.text() + "\n",
            key.text().replaceFirst(".$", "\u00e9")}) {
            assertEquals(Optional.empty(), KeyText.parse(text), text);
        }
    }

    @Test
    void logsNeverHaveTheSecret() {
        assertEquals("servin_" + key.id() + "_...", key.toString());
        assertEquals("Optional[servin_" + key.id() + "_...]", Optional.of(key).toString());
    }
}
