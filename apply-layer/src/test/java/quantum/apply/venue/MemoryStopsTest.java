package quantum.apply.venue;

class MemoryStopsTest extends StopsKit {
  @Override
  VenueWorld begin() {
    return new MemoryWorld();
  }
}
