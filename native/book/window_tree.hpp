// The windows of one side behind its best ones: a search tree by block, balanced by seeded chance (a treap),
// whose links stand beside the windows' pool so that a search reads none of the windows. Finding, inserting
// and erasing take the logarithm of their number whatever the prices; nothing is allocated. Trees are told
// apart by their root, a cell's number kept by the caller; 0 is none. Used by PriceLadders, on its thread.
#pragma once

#include <array>
#include <cassert>
#include <cstdint>

#include "memory/mix_bits.hpp"
#include "memory/zeroed_array.hpp"

namespace hotlane {

struct WindowLinks {
  uint32_t worse = 0;
  uint32_t better = 0;
  uint32_t block = 0;
};

class WindowTree {
 public:
  WindowTree(ZeroedArray<WindowLinks>& links, uint64_t seed) noexcept : links_(links), seed_(seed) {}

  [[nodiscard]] uint32_t find(uint32_t root, uint32_t block) const noexcept {
    while (root != 0 && block_at(root) != block) {
      root = block > block_at(root) ? links_[root].better : links_[root].worse;
    }
    return root;
  }
  [[nodiscard]] uint32_t best(uint32_t root) const noexcept {
    while (root != 0 && links_[root].better != 0) root = links_[root].better;
    return root;
  }

  // `block` is not there yet.
  void insert(uint32_t& root, uint32_t cell, uint32_t block) noexcept {
    links_[cell].block = block;
    uint32_t* at = &root;
    while (*at != 0 && priority(*at) > priority(cell)) at = branch(*at, block);
    uint32_t rest = *at;  // split into what is worse and what is better than the new one
    *at = cell;
    uint32_t* worse = &links_[cell].worse;
    uint32_t* better = &links_[cell].better;
    while (rest != 0) {
      uint32_t*& end = block_at(rest) < block ? worse : better;
      *end = rest;
      end = branch(rest, block);
      rest = *end;
    }
    *worse = 0;
    *better = 0;
  }

  void erase(uint32_t& root, uint32_t cell) noexcept {
    const uint32_t block = block_at(cell);
    uint32_t* at = &root;
    while (*at != cell) at = branch(*at, block);
    uint32_t worse = links_[cell].worse;
    uint32_t better = links_[cell].better;
    while (worse != 0 && better != 0) {
      uint32_t& upper = priority(worse) > priority(better) ? worse : better;
      *at = upper;
      at = &upper == &worse ? &links_[worse].better : &links_[better].worse;
      upper = *at;
    }
    *at = worse != 0 ? worse : better;
  }

  [[nodiscard]] uint32_t block_at(uint32_t cell) const noexcept { return links_[cell].block; }

  // From the best to the worst, `first` and worse only, until `visit` returns false.
  template <class Visit>
  bool walk(uint32_t root, uint32_t first, Visit&& visit) const noexcept {
    if (root == 0) return true;
    const bool is_within = block_at(root) <= first;
    if (is_within && (!walk(links_[root].better, first, visit) || !visit(root, block_at(root)))) return false;
    return walk(links_[root].worse, first, visit);
  }

 private:
  [[nodiscard]] uint64_t priority(uint32_t cell) const noexcept { return mix_bits(cell ^ seed_); }
  // Where a block is, below a window of another block.
  [[nodiscard]] uint32_t* branch(uint32_t cell, uint32_t block) noexcept {
    return block > block_at(cell) ? &links_[cell].better : &links_[cell].worse;
  }

  ZeroedArray<WindowLinks>& links_;
  uint64_t seed_;
};

}  // namespace hotlane
