package org.servin.tck.log;

class RemoteDriverContractTest extends ReferenceContracts.OfRemote {
    RemoteDriverContractTest() {
        super(RemoteDriver::new);
    }

    @Override
    protected java.time.Duration patience() {
        return java.time.Duration.ofSeconds(20);
    }
}
