package quantum.apply.venue;

class MemoryAccountStreamTest extends AccountStreamKit {
  @Override
  VenueWorld begin() {
    return new MemoryWorld();
  }
}
