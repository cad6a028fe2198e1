#!/usr/bin/env bash
# Makes a tiny model of every kind in the format that a program writes, and prints what the program makes of it: the figures
# that Tests/SeqKitTests/EveryFormatTests.swift asks of every later one. The translator's is made by ModelFileTests.
#
#     make.sh seqkit 1      by the program of format version 1; once for each version
set -euo pipefail

seqkit=$(realpath "$(command -v "$1")")
version=$2
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"

train() { "$seqkit" train "$@" --no-runs --quiet; }

# Stories of who went where: questions for a place and for yes or no, with the fact that the answer follows from.
for who in Ann Bob; do
  for first in hall yard; do
    for last in hall yard; do
      [ $last = hall ] && in_hall=yes || in_hall=no
      printf '%s\n' "1 $who went to the $first." "2 Cid went to the $first." "3 $who went to the $last."
      printf '%s\t%s\t%s\n' "4 Where is $who?" $last 3 "5 Where is Cid?" $first 2 "6 Is $who in the hall?" $in_hall 3
    done
  done
done >stories.txt
echo '{"embeddingSize":6,"hiddenSize":3,"training":{"epochs":60,"learningRate":0.03}}' >tiny.json
train qa --stories stories.txt --config tiny.json --storage int8 --out reader.safetensors
train memory --stories stories.txt --embedding 4 --epochs 60 --out memory.safetensors

for machine in ntm dnc; do
  train ntm copy --machine $machine --bits 2 --length 2 --hidden 6 --width 3 --slots 4 --sequences 2000 \
    --learning-rate 0.01 --out $machine.safetensors
done

# Pictures that are bright (x) on the left or on the right of an edge.
mkdir -p halves/left halves/right
for edge in 6 7 8 9; do
  left=$(printf 'x%.0s' $(seq $edge))
  right=$(printf 'x%.0s' $(seq $((16 - edge))))
  for row in {1..16}; do printf '%-16s' "$left"; done | sed '1s/^/P5 16 16 255\n/' >halves/left/$edge.pgm
  for row in {1..16}; do printf '%16s' "$right"; done | sed '1s/^/P5 16 16 255\n/' >halves/right/$edge.pgm
done
train transfer --images halves --validation halves --network lenet-5 --size 16 --mode scratch --epochs 1 --batch 4 \
  --learning-rate 0.004 --storage int8 --out image.safetensors
train transfer --images halves --validation halves --network lenet-5 --size 16 --mode features --epochs 1 --batch 4 \
  --learning-rate 0.005 --weights image.safetensors --storage int8 --out transfer.safetensors

for kind in reader memory ntm dnc image transfer; do
  cp $kind.safetensors "$here/$kind-v$version.safetensors"
done

printf '%s\n' 'Zoe went to the attic.' 'Tom went to the cellar.' 'Zoe went to the cellar.' >facts.txt
"$seqkit" qa --model reader.safetensors --story facts.txt --question 'Where is Zoe?' --question 'Is Tom in the cellar?' --json
"$seqkit" evaluate memory --model memory.safetensors --stories stories.txt --show 3 --json
printf '%s\n' 01 11 >bits.txt
for machine in ntm dnc; do
  "$seqkit" ntm copy --model $machine.safetensors --sequence bits.txt --json
done
for kind in image transfer; do
  "$seqkit" transfer predict --model $kind.safetensors halves/left/8.pgm halves/right/8.pgm --json
done
