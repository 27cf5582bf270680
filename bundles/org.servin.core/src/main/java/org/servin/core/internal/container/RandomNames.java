package org.servin.core.internal.container;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Random;

/** Makes up names, of an adjective and a scientist's surname, and ids. Thread-safe. */
final class RandomNames {
    private static final String[] ADJECTIVES = ("able agile amber ample ardent bold brave breezy bright brisk calm candid careful cheerful civil clear clever cosy crisp "
            + "curious daring deft eager earnest easy even fair famous fine firm fleet fond frank free fresh gentle glad golden good grand happy hardy hearty "
            + "helpful honest humble jolly keen kind lively loyal lucid lucky mellow merry mild modest neat nimble noble open patient placid plucky polite "
            + "proud pure quick quiet rapid ready robust rosy serene sharp silent simple sincere smart snug solid sound spry stable steady stoic sunny sure "
            + "swift tidy tough trusty upbeat valiant vivid warm wise witty zesty").split(" ");
    private static final String[] SURNAMES = ("abel agnesi alhazen ampere archimedes avogadro babbage backus banach becquerel bell bernoulli boole bohr boyle brahe carson "
            + "cantor carver cauchy celsius cerf codd copernicus coulomb curie dalton darwin davy descartes dijkstra dirac doppler einstein eratosthenes "
            + "euclid euler faraday fermat fermi feynman fibonacci fourier franklin galilei galois gauss germain goedel goodall hamilton hamming "
            + "hawking heisenberg herschel hertz hilbert hoare hodgkin hopper hubble huygens hypatia joule kelvin kepler kleene knuth kovalevskaya lagrange "
            + "lamarr lamport laplace leavitt leibniz linnaeus liskov lovelace maxwell mcclintock meitner mendel mendeleev mercator naur nightingale noether "
            + "nobel ohm pascal pasteur pauling planck poincare ptolemy ramanujan riemann ritchie rutherford sagan schroedinger shannon sinoussi snell "
            + "tesla torvalds turing tycho venn volta watt wiles wilkes wirth yalow zuse").split(" ");
    private final Random random = new SecureRandom();

    /** A name of small letters and a line between. */
    String name() {
        return ADJECTIVES[random.nextInt(ADJECTIVES.length)] + "_" + SURNAMES[random.nextInt(SURNAMES.length)];
    }

    /** The same with a digit, for when the plain ones are taken. */
    String longName() {
        return name() + random.nextInt(10_000);
    }

    /** 64 hexadecimal digits; the first twelve are never all decimal, since they serve as a host name. */
    String id() {
        while (true) {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            String id = HexFormat.of().formatHex(bytes);
            if (!id.substring(0, 12).chars().allMatch(Character::isDigit)) {
                return id;
            }
        }
    }
}
