package org.servin.spi.storage;

/** How whoever fills a layer's folder must write down that a file of a lower layer is gone. */
public enum WhiteoutForm {
    /** A character device 0:0 in its place; a folder that hides its lower one carries {@code trusted.overlay.opaque=y}. */
    OVERLAY,
    /** The folder already holds the parents' files: the file is simply removed. */
    REMOVE
}
