//! Weights rounded to bfloat16, to the nearest and ties to even: a compressor in Rust without any dependency.
//!
//!     rustc --edition 2021 -O --crate-type cdylib Examples/Rust/bfloat16.rs -o libbfloat16.so
//!     assay install libbfloat16.so
//!     assay compare --on weights/digits-mlp --methods round-to-nearest bfloat16

use std::ffi::{c_char, c_void, CStr, CString};
use std::ptr::null;

// What of assay.h it takes. Members after the last one that is read may be left out: `size` says how much there is.

#[repr(C)]
pub struct Library {
    size: u32,
    abi: u32,
    start: Option<extern "C" fn() -> bool>,
    factory: extern "C" fn(*const c_char) -> *const c_void,
}

#[repr(C)]
struct Methods {
    size: u32,
    count: u32,
    card: extern "C" fn(u32) -> *const Card,
    create: extern "C" fn(u32, *const c_void, u32) -> *mut Method,
}

#[repr(C)]
struct Card {
    size: u32,
    id: *const c_char,
    name: *const c_char,
    summary: *const c_char,
    role: *const c_char,
    needs: *const *const c_char,
    options: *const c_void,
    option_count: u32,
    paper_title: *const c_char,
    paper_authors: *const c_char,
    paper_arxiv: *const c_char,
    paper_year: i32,
}

#[repr(C)]
struct Method {
    size: u32,
    data: *mut c_void,
    destroy: Option<extern "C" fn(*mut Method)>,
    extension: extern "C" fn(*mut Method, *const c_char) -> *const c_void,
}

#[repr(C)]
struct Compressor {
    size: u32,
    compress: extern "C" fn(*mut Method, *const Problem, *const c_void, *const Sink) -> u32,
    restore: extern "C" fn(*mut Method, *const u8, usize, *const Sink) -> u32,
}

#[repr(C)]
struct Problem {
    size: u32,
    host: *mut c_void,
    extension: extern "C" fn(*const Problem, *const c_char) -> *const c_void,
}

#[repr(C)]
struct Sink {
    size: u32,
    host: *mut c_void,
    bytes: extern "C" fn(*const Sink, *const u8, usize),
    tensor: extern "C" fn(*const Sink, *const c_char, *const i64, usize, *const f32),
}

#[repr(C)]
struct Tensor {
    name: *const c_char,
    shape: *const i64,
    axes: usize,
    values: *const f32,
}

#[repr(C)]
struct NetworkWeights {
    size: u32,
    tensors: *const Tensor,
    tensor_count: usize,
}

struct Constant<T>(T);
unsafe impl<T> Sync for Constant<T> {}

const OK: u32 = 0;
const FAILED: u32 = 2;

/// The upper half of a number's bits, rounded to the nearest, ties to even. Not-a-number stays one.
fn rounded(value: f32) -> u16 {
    let bits = value.to_bits();
    if value.is_nan() {
        return (bits >> 16) as u16 | 0x40;
    }
    ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16) as u16
}

// A tensor is the length of its name, its name, its number of axes, its shape, its numbers; little-endian.
extern "C" fn compress(_: *mut Method, problem: *const Problem, _: *const c_void, sink: *const Sink) -> u32 {
    let mut bytes = Vec::new();
    unsafe {
        let network = ((*problem).extension)(problem, c"assay.network-weights/1".as_ptr()) as *const NetworkWeights;
        for tensor in std::slice::from_raw_parts((*network).tensors, (*network).tensor_count) {
            let name = CStr::from_ptr(tensor.name).to_bytes();
            let shape = std::slice::from_raw_parts(tensor.shape, tensor.axes);
            bytes.extend((name.len() as u32).to_le_bytes());
            bytes.extend(name);
            bytes.extend((shape.len() as u32).to_le_bytes());
            shape.iter().for_each(|size| bytes.extend((*size as u32).to_le_bytes()));
            let count = shape.iter().product::<i64>() as usize;
            let values = std::slice::from_raw_parts(tensor.values, count);
            values.iter().for_each(|value| bytes.extend(rounded(*value).to_le_bytes()));
        }
        ((*sink).bytes)(sink, bytes.as_ptr(), bytes.len());
    }
    OK
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.bytes(4)?.try_into().ok()?) as usize)
    }

    fn tensor(&mut self) -> Option<(CString, Vec<i64>, Vec<f32>)> {
        let length = self.number()?;
        let name = CString::new(self.bytes(length)?).ok()?;
        let axes = self.number().filter(|axes| *axes <= 8)?;
        let shape = (0..axes).map(|_| self.number().map(|size| size as i64)).collect::<Option<Vec<_>>>()?;
        let count = shape.iter().try_fold(2usize, |product, size| product.checked_mul(*size as usize))?;
        let halves = self.bytes(count)?.chunks_exact(2);
        Some((name, shape, halves.map(|half| f32::from_bits((u16::from_le_bytes([half[0], half[1]]) as u32) << 16)).collect()))
    }
}

extern "C" fn restore(_: *mut Method, bytes: *const u8, count: usize, sink: *const Sink) -> u32 {
    let bytes = if count == 0 { &[] } else { unsafe { std::slice::from_raw_parts(bytes, count) } };
    let mut reader = Reader(bytes);
    while !reader.0.is_empty() {
        let Some((name, shape, values)) = reader.tensor() else { return FAILED };
        unsafe { ((*sink).tensor)(sink, name.as_ptr(), shape.as_ptr(), shape.len(), values.as_ptr()) }
    }
    OK
}

extern "C" fn extension(_: *mut Method, name: *const c_char) -> *const c_void {
    static COMPRESSOR: Compressor = Compressor { size: size_of::<Compressor>() as u32, compress, restore };
    let is_known = unsafe { CStr::from_ptr(name) } == c"assay.compressor/1";
    if is_known { &raw const COMPRESSOR as *const c_void } else { null() }
}

extern "C" fn card(index: u32) -> *const Card {
    static NEEDS: Constant<[*const c_char; 2]> = Constant([c"NetworkWeights".as_ptr(), null()]);
    static CARD: Constant<Card> = Constant(Card {
        size: size_of::<Card>() as u32,
        id: c"bfloat16".as_ptr(),
        name: c"bfloat16".as_ptr(),
        summary: c"Every weight rounded to sixteen bits: eight of exponent, seven of fraction.".as_ptr(),
        role: c"compressor".as_ptr(),
        needs: NEEDS.0.as_ptr(),
        options: null(),
        option_count: 0,
        paper_title: null(),
        paper_authors: null(),
        paper_arxiv: null(),
        paper_year: 0,
    });
    if index == 0 { &raw const CARD.0 } else { null() }
}

extern "C" fn create(_: u32, _: *const c_void, _: u32) -> *mut Method {
    extern "C" fn destroy(method: *mut Method) {
        drop(unsafe { Box::from_raw(method) });
    }
    Box::into_raw(Box::new(Method { size: size_of::<Method>() as u32, data: std::ptr::null_mut(), destroy: Some(destroy), extension }))
}

extern "C" fn factory(name: *const c_char) -> *const c_void {
    static METHODS: Methods = Methods { size: size_of::<Methods>() as u32, count: 1, card, create };
    let is_known = unsafe { CStr::from_ptr(name) } == c"assay.methods/1";
    if is_known { &raw const METHODS as *const c_void } else { null() }
}

#[no_mangle]
#[allow(non_upper_case_globals)]
pub static assay_library: Library = Library { size: size_of::<Library>() as u32, abi: 1, start: None, factory };
