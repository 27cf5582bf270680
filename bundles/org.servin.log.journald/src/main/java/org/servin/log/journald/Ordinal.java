package org.servin.log.journald;

/**
 * Which record of which sink an entry is. One that comes again has the same.
 *
 * @param epoch a name of the sink
 * @param number from 0
 */
record Ordinal(String epoch, long number) {
    /** As in marks. */
    static Ordinal parse(String text) {
        int colon = text.indexOf(':');
        return new Ordinal(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)));
    }

    /** The one some records later. */
    Ordinal plus(long records) {
        return new Ordinal(epoch, number + records);
    }

    boolean isSameEpoch(Ordinal other) {
        return epoch.equals(other.epoch);
    }

    @Override
    public String toString() {
        return epoch + ":" + number;
    }
}
