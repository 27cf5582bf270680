package org.servin.tck.log;

class FileDriverContractTest extends ReferenceContracts.OfFiles {
    FileDriverContractTest() {
        super(FileDriver::new);
    }

    @Override
    protected java.time.Duration patience() {
        return java.time.Duration.ofSeconds(20);
    }
}
